-- Accounts and logins. "user" is the one table that both families may refer to: small, and written seldom.

CREATE TABLE "user" (
  "id"               uuid           NOT NULL,
  "name"             text           NOT NULL,
  "email"            text           NOT NULL,
  "email_verified"   boolean        NOT NULL DEFAULT false,
  "image"            text,
  "username"         text,
  "display_username" text,
  "created_at"       timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at"       timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "user_email_key" ON "user" ("email");
CREATE UNIQUE INDEX "user_username_key" ON "user" ("username");

CREATE TABLE "login" (
  "id"         uuid           NOT NULL,
  "user_id"    uuid           NOT NULL,
  "token"      text           NOT NULL,
  "expires_at" timestamptz(3) NOT NULL,
  "ip_address" text,
  "user_agent" text,
  "created_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "login_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "login_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "login_token_key" ON "login" ("token");
CREATE INDEX "login_user_id_idx" ON "login" ("user_id");

CREATE TABLE "account" (
  "id"                       uuid           NOT NULL,
  "user_id"                  uuid           NOT NULL,
  "account_id"               text           NOT NULL,
  "provider_id"              text           NOT NULL,
  "access_token"             text,
  "refresh_token"            text,
  "id_token"                 text,
  "access_token_expires_at"  timestamptz(3),
  "refresh_token_expires_at" timestamptz(3),
  "scope"                    text,
  "password"                 text,
  "created_at"               timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at"               timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "account_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "account_user_id_idx" ON "account" ("user_id");

CREATE TABLE "verification" (
  "id"         uuid           NOT NULL,
  "identifier" text           NOT NULL,
  "value"      text           NOT NULL,
  "expires_at" timestamptz(3) NOT NULL,
  "created_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "verification_identifier_idx" ON "verification" ("identifier");
