-- What was refused, counted by kind and hour: no address, no path, nobody.
CREATE TYPE "refusal_kind" AS ENUM (
  'other_site', 'method', 'nowhere', 'too_large', 'unreadable', 'incomplete', 'changed', 'link', 'link_over', 'visit',
  'too_many', 'blocked', 'sign_in', 'session', 'rights'
);

CREATE TABLE "refusal_count" (
  "slot" timestamptz(3) NOT NULL,
  "kind" "refusal_kind" NOT NULL,
  "count" int NOT NULL,
  PRIMARY KEY ("slot", "kind")
);
