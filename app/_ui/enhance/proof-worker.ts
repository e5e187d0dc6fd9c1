// ALTCHA's own worker, as a file of this site.
import "altcha/workers/pbkdf2";
