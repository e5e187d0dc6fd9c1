-- A viewer reads the desk of a letter and changes nothing.
ALTER TYPE "role" ADD VALUE 'viewer';
