-- account.0001_initial
-- account.0002_email_max_length
-- account.0003_alter_emailaddress_create_unique_verified_email
-- account.0004_alter_emailaddress_drop_unique_email
-- account.0005_emailaddress_idx_upper_email
-- account.0006_emailaddress_lower
-- account.0007_emailaddress_idx_email
-- account.0008_emailaddress_unique_primary_email_fixup
-- account.0009_emailaddress_unique_primary_email
-- accounts.0001_user
-- accounts.0002_tokens
-- accounts.0003_owners_of_tokens
-- accounts.0004_every_token_reads
-- admin.0001_initial
-- admin.0002_logentry_remove_auto_add
-- admin.0003_logentry_add_action_flag_choices
-- api.0001_initial
-- api.0002_tokens_to_accounts
-- auth.0001_initial
-- auth.0002_alter_permission_name_max_length
-- auth.0003_alter_user_email_max_length
-- auth.0004_alter_user_username_opts
-- auth.0005_alter_user_last_login_null
-- auth.0006_require_contenttypes_0002
-- auth.0007_alter_validators_add_error_messages
-- auth.0008_alter_user_username_max_length
-- auth.0009_alter_user_last_name_max_length
-- auth.0010_alter_group_name_max_length
-- auth.0011_update_proxy_permissions
-- auth.0012_alter_user_first_name_max_length
-- claims.0001_initial
-- claims.0002_runs
-- claims.0003_verdict
-- claims.0004_replies
-- claims.0005_families_of_the_ledger
-- community.0001_votes_and_tally
-- contenttypes.0001_initial
-- contenttypes.0002_remove_content_type_name
-- digests.0001_initial
-- digests.0002_mailings_move_to_the_outbox
-- digests.0003_subscribers
-- editions.0001_initial
-- editions.0002_digests
-- editions.0003_picks_and_covers
-- editions.0004_verdicts_of_the_day
-- editions.0005_mailboxes
-- editions.0006_digests_leave
-- editions.0007_leads_and_sections
-- mail.0001_initial
-- mfa.0001_initial
-- mfa.0002_authenticator_timestamps
-- mfa.0003_authenticator_type_uniq
-- papers.0001_initial
-- papers.0002_revision
-- papers.0003_date_revisions
-- papers.0004_indexes_of_papers
-- papers.0005_index_embeddings_by_model
-- papers.0006_order_papers_by_votes
-- papers.0007_standing_of_candidates
-- papers.0008_rejects_of_one_kind
-- papers.0009_date_precision_and_notes
-- papers.0010_title_hashes
-- papers.0011_spellings
-- sessions.0001_initial
-- socialaccount.0001_initial
-- socialaccount.0002_token_max_lengths
-- socialaccount.0003_extra_data_default_dict
-- socialaccount.0004_app_provider_id_settings
-- socialaccount.0005_socialtoken_nullable_app
-- socialaccount.0006_alter_socialaccount_extra_data
CREATE TABLE "account_emailaddress" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verified" bool NOT NULL, "primary" bool NOT NULL, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL)
CREATE TABLE "account_emailconfirmation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "sent" datetime NULL, "key" varchar(64) NOT NULL UNIQUE, "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE TABLE "accounts_token" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL, "digest" BLOB NOT NULL UNIQUE, "beginning" varchar(12) NOT NULL, "scopes" text NOT NULL CHECK ((JSON_VALID("scopes") OR "scopes" IS NULL)), "created" datetime NOT NULL, "expires" datetime NULL, "revoked" datetime NULL, "used" datetime NULL, "user_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_token_a_user_and_name" UNIQUE ("user_id", "name"))
CREATE TABLE "accounts_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "username" varchar(40) NOT NULL UNIQUE, "name" varchar(100) NOT NULL)
CREATE TABLE "accounts_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE TABLE "accounts_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE)
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL)
CREATE TABLE "claims_claim" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "ledger_id" varchar(50) NOT NULL UNIQUE, "title" text NOT NULL, "family" varchar(100) NOT NULL, "kind" varchar(50) NOT NULL, "sentence" text NOT NULL, "proposed_check" text NOT NULL, "feasible" varchar(16) NOT NULL, "why_not" text NOT NULL, "faithful" varchar(16) NOT NULL, "effort" varchar(8) NOT NULL, "service_use" text NOT NULL, "q_value" real NULL, "run_id" bigint NULL REFERENCES "claims_run" ("id") DEFERRABLE INITIALLY DEFERRED, "verdict" varchar(16) NOT NULL, "verdict_since" datetime NULL, "reply_count" smallint unsigned NOT NULL CHECK ("reply_count" >= 0))
CREATE TABLE "claims_reply" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "author" varchar(200) NOT NULL, "text" text NOT NULL, "day" date NOT NULL, "recorded" datetime NOT NULL, "status" varchar(16) NOT NULL, "claim_id" bigint NOT NULL REFERENCES "claims_claim" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE TABLE "claims_run" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(16) NOT NULL, "shipped" bool NOT NULL, "budget" varchar(8) NOT NULL, "digest" varchar(16) NOT NULL, "revision" varchar(16) NOT NULL, "package" varchar(32) NOT NULL, "versions" text NOT NULL CHECK ((JSON_VALID("versions") OR "versions" IS NULL)), "fidelity" varchar(16) NOT NULL, "device" varchar(200) NOT NULL, "first_seed" integer NOT NULL, "begun" datetime NOT NULL, "seeds" integer NOT NULL, "failed" integer NOT NULL, "seconds" real NOT NULL, "complete" bool NOT NULL, "stale" bool NOT NULL, "outcome" varchar(16) NOT NULL, "reason" text NOT NULL, "effect" real NULL, "low" real NULL, "high" real NULL, "margin" real NOT NULL, "p_value" real NULL, "hypotheses" text NOT NULL CHECK ((JSON_VALID("hypotheses") OR "hypotheses" IS NULL)), "controls" text NOT NULL CHECK ((JSON_VALID("controls") OR "controls" IS NULL)), "declaration" text NOT NULL CHECK ((JSON_VALID("declaration") OR "declaration" IS NULL)), "values" text NOT NULL CHECK ((JSON_VALID("values") OR "values" IS NULL)), "content" varchar(64) NOT NULL, "claim_id" bigint NOT NULL REFERENCES "claims_claim" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "run_once" UNIQUE ("claim_id", "name", "shipped"))
CREATE TABLE "community_tally" ("paper_id" bigint NOT NULL PRIMARY KEY REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED, "votes" integer NOT NULL, "comments" integer NOT NULL)
CREATE TABLE "community_tallyversion" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" bigint NOT NULL)
CREATE TABLE "community_vote" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" datetime NOT NULL, "paper_id" bigint NOT NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_vote_a_user_and_paper" UNIQUE ("user_id", "paper_id"))
CREATE TABLE "digests_composition" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "digest" BLOB NOT NULL, "content" text NOT NULL CHECK ((JSON_VALID("content") OR "content" IS NULL)), "edition_id" bigint NOT NULL REFERENCES "editions_edition" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "composition_once" UNIQUE ("edition_id", "digest"))
CREATE TABLE "digests_subscriber" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "address" varchar(254) NOT NULL, "address_key" varchar(254) NOT NULL UNIQUE, "state" varchar(16) NOT NULL, "reason" varchar(300) NOT NULL, "frequency" varchar(16) NOT NULL, "weekday" integer NOT NULL, "hour" integer NOT NULL, "time_zone" varchar(64) NOT NULL, "left_out" text NOT NULL CHECK ((JSON_VALID("left_out") OR "left_out" IS NULL)), "created" datetime NOT NULL, "changed" datetime NOT NULL, "next_due" datetime NULL, "last_day" date NULL, "strikes" integer NOT NULL, "links_epoch" integer NOT NULL, "mailbox" varchar(254) NOT NULL)
CREATE TABLE "digests_wish" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "section" varchar(50) NOT NULL, "value" varchar(500) NOT NULL, "subscriber_id" bigint NOT NULL REFERENCES "digests_subscriber" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "wish_once" UNIQUE ("subscriber_id", "section", "value"))
CREATE TABLE "django_admin_log" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "object_id" text NULL, "object_repr" varchar(200) NOT NULL, "action_flag" smallint unsigned NOT NULL CHECK ("action_flag" >= 0), "change_message" text NOT NULL, "content_type_id" integer NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "action_time" datetime NOT NULL)
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL)
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL)
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL)
CREATE TABLE "editions_edition" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "day" date NOT NULL UNIQUE, "number" integer NOT NULL UNIQUE, "frozen" datetime NOT NULL, "cover" text NOT NULL CHECK ((JSON_VALID("cover") OR "cover" IS NULL)), "verdicts" text NULL CHECK ((JSON_VALID("verdicts") OR "verdicts" IS NULL)), "lead" text NULL CHECK ((JSON_VALID("lead") OR "lead" IS NULL)), "of_the_day" integer NULL)
CREATE TABLE "editions_editionsection" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" integer NOT NULL, "name" varchar(200) NOT NULL, "papers" text NOT NULL CHECK ((JSON_VALID("papers") OR "papers" IS NULL)), "edition_id" bigint NOT NULL REFERENCES "editions_edition" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "section_position" UNIQUE ("edition_id", "position"))
CREATE TABLE "editions_editorspick" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "day" date NOT NULL, "note" varchar(200) NOT NULL, "at" datetime NOT NULL, "removed" datetime NULL, "paper_id" bigint NOT NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "pick_once" UNIQUE ("day", "paper_id"))
CREATE TABLE "editions_place" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "rank" integer NOT NULL, "upvotes" integer NOT NULL, "comments" integer NOT NULL, "trending" real NOT NULL, "edition_id" bigint NOT NULL REFERENCES "editions_edition" ("id") DEFERRABLE INITIALLY DEFERRED, "paper_id" bigint NOT NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED, "note" varchar(200) NOT NULL, "picked" bool NOT NULL, CONSTRAINT "place_once" UNIQUE ("edition_id", "paper_id"), CONSTRAINT "place_rank" UNIQUE ("edition_id", "rank"))
CREATE TABLE "mail_mailing" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "recipient" varchar(254) NOT NULL, "kind" varchar(20) NOT NULL, "payload" text NOT NULL CHECK ((JSON_VALID("payload") OR "payload" IS NULL)), "idempotency_key" varchar(100) NULL UNIQUE, "message_id" varchar(200) NOT NULL UNIQUE, "state" varchar(16) NOT NULL, "urgency" integer NOT NULL, "attempts" integer NOT NULL, "created" datetime NOT NULL, "next_try" datetime NOT NULL, "begun" datetime NULL, "settled" datetime NULL, "answer" varchar(500) NOT NULL)
CREATE TABLE "mfa_authenticator" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "type" varchar(20) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "created_at" datetime NOT NULL, "last_used_at" datetime NULL)
CREATE TABLE "papers_author" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(300) NOT NULL UNIQUE)
CREATE TABLE "papers_authorship" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" integer NOT NULL, "affiliation" varchar(500) NOT NULL, "author_id" bigint NOT NULL REFERENCES "papers_author" ("id") DEFERRABLE INITIALLY DEFERRED, "paper_id" bigint NOT NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE TABLE "papers_counter" ("name" varchar(32) NOT NULL PRIMARY KEY, "value" bigint NOT NULL)
CREATE TABLE "papers_cursor" ("source" varchar(200) NOT NULL PRIMARY KEY, "state" text NOT NULL CHECK ((JSON_VALID("state") OR "state" IS NULL)), "at" datetime NOT NULL)
CREATE TABLE "papers_embedding" ("id" bigint NOT NULL PRIMARY KEY, "model" varchar(100) NOT NULL, "digest" BLOB NOT NULL, "vector" BLOB NOT NULL, "paper_id" bigint NOT NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "embedding_unique" UNIQUE ("paper_id", "model"))
CREATE TABLE "papers_field" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "code" varchar(100) NOT NULL UNIQUE, "name" varchar(200) NOT NULL, "group" varchar(200) NOT NULL)
CREATE TABLE "papers_identifier" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "scheme" varchar(32) NOT NULL, "value" varchar(500) NOT NULL, "paper_id" bigint NOT NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "identifier_unique" UNIQUE ("value", "scheme"))
CREATE TABLE "papers_link" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(16) NOT NULL, "url" text NOT NULL, "paper_id" bigint NOT NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE TABLE "papers_listing" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" integer NOT NULL, "listed_on" date NULL, "submitter" varchar(200) NOT NULL, "upvotes" integer NOT NULL, "comments" integer NOT NULL, "paper_id" bigint NOT NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED, "paper_list_id" bigint NOT NULL REFERENCES "papers_paperlist" ("id") DEFERRABLE INITIALLY DEFERRED, "record_id" bigint NOT NULL REFERENCES "papers_sourcerecord" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE TABLE "papers_merge" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "moved" text NOT NULL CHECK ((JSON_VALID("moved") OR "moved" IS NULL)), "at" datetime NOT NULL, "undone" datetime NULL, "absorbed_id" bigint NOT NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED, "kept_id" bigint NOT NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE TABLE "papers_nameruling" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(300) NOT NULL UNIQUE, "person" varchar(300) NOT NULL)
CREATE TABLE "papers_organisation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(300) NOT NULL UNIQUE)
CREATE TABLE "papers_paper" ("id" bigint NOT NULL PRIMARY KEY, "public_id" varchar(600) NOT NULL UNIQUE, "title" text NOT NULL, "plain_title" text NOT NULL, "title_hash" bigint NOT NULL, "abstract" text NOT NULL, "plain_abstract" text NOT NULL, "summary" text NOT NULL, "status" varchar(16) NOT NULL, "published" datetime NULL, "updated" datetime NULL, "day" date NULL, "first_seen" datetime NOT NULL, "author_count" integer NOT NULL, "has_code" bool NOT NULL, "upvotes" integer NOT NULL, "comments" integer NOT NULL, "trending" real NOT NULL, "revision" bigint NOT NULL, "organisation_id" bigint NULL REFERENCES "papers_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "primary_field_id" bigint NULL REFERENCES "papers_field" ("id") DEFERRABLE INITIALLY DEFERRED, "merged_into_id" bigint NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED, "published_precision" varchar(5) NULL)
CREATE TABLE "papers_paperfield" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" integer NOT NULL, "field_id" bigint NOT NULL REFERENCES "papers_field" ("id") DEFERRABLE INITIALLY DEFERRED, "paper_id" bigint NOT NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE TABLE "papers_paperlist" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "slug" varchar(100) NOT NULL UNIQUE, "title" varchar(300) NOT NULL, "day" date NULL)
CREATE TABLE "papers_recordnote" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "record_id" bigint NOT NULL REFERENCES "papers_sourcerecord" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE TABLE "papers_reject" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "source" varchar(200) NOT NULL, "locator" varchar(500) NOT NULL, "reason" text NOT NULL, "excerpt" text NOT NULL, "digest" BLOB NOT NULL, "at" datetime NOT NULL, "count" integer unsigned NOT NULL CHECK ("count" >= 0), "examples" text NOT NULL CHECK ((JSON_VALID("examples") OR "examples" IS NULL)), CONSTRAINT "reject_once" UNIQUE ("source", "locator", "digest"))
CREATE TABLE "papers_revision" ("number" bigint NOT NULL PRIMARY KEY, "at" datetime NOT NULL)
CREATE TABLE "papers_sourcerecord" ("id" bigint NOT NULL PRIMARY KEY, "source" varchar(100) NOT NULL, "key" varchar(500) NOT NULL, "digest" BLOB NOT NULL, "payload" BLOB NOT NULL, "first_seen" datetime NOT NULL, "changed" datetime NOT NULL, "paper_id" bigint NOT NULL REFERENCES "papers_paper" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "source_record_unique" UNIQUE ("source", "key"))
CREATE TABLE "papers_spellingkey" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" bigint NOT NULL, "author_id" bigint NOT NULL REFERENCES "papers_author" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE TABLE "papers_version" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer NOT NULL, "title" text NOT NULL, "abstract" text NOT NULL, "seen" datetime NOT NULL, "superseded" datetime NOT NULL, "record_id" bigint NOT NULL REFERENCES "papers_sourcerecord" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "version_unique" UNIQUE ("record_id", "number"))
CREATE TABLE "socialaccount_socialaccount" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "provider" varchar(200) NOT NULL, "uid" varchar(191) NOT NULL, "last_login" datetime NOT NULL, "date_joined" datetime NOT NULL, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "extra_data" text NOT NULL CHECK ((JSON_VALID("extra_data") OR "extra_data" IS NULL)))
CREATE TABLE "socialaccount_socialapp" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "provider" varchar(30) NOT NULL, "name" varchar(40) NOT NULL, "client_id" varchar(191) NOT NULL, "secret" varchar(191) NOT NULL, "key" varchar(191) NOT NULL, "provider_id" varchar(200) NOT NULL, "settings" text NOT NULL CHECK ((JSON_VALID("settings") OR "settings" IS NULL)))
CREATE TABLE "socialaccount_socialtoken" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "token" text NOT NULL, "token_secret" text NOT NULL, "expires_at" datetime NULL, "account_id" integer NOT NULL REFERENCES "socialaccount_socialaccount" ("id") DEFERRABLE INITIALLY DEFERRED, "app_id" integer NULL REFERENCES "socialaccount_socialapp" ("id") DEFERRABLE INITIALLY DEFERRED)
CREATE INDEX "account_emailaddress_email_03be32b2" ON "account_emailaddress" ("email")
CREATE INDEX "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id")
CREATE UNIQUE INDEX "account_emailaddress_user_id_email_987c8728_uniq" ON "account_emailaddress" ("user_id", "email")
CREATE INDEX "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id")
CREATE INDEX "accounts_token_user_id_82a3a2c8" ON "accounts_token" ("user_id")
CREATE INDEX "accounts_user_groups_group_id_bd11a704" ON "accounts_user_groups" ("group_id")
CREATE INDEX "accounts_user_groups_user_id_52b62117" ON "accounts_user_groups" ("user_id")
CREATE UNIQUE INDEX "accounts_user_groups_user_id_group_id_59c0b32f_uniq" ON "accounts_user_groups" ("user_id", "group_id")
CREATE INDEX "accounts_user_user_permissions_permission_id_113bb443" ON "accounts_user_user_permissions" ("permission_id")
CREATE INDEX "accounts_user_user_permissions_user_id_e4f0a161" ON "accounts_user_user_permissions" ("user_id")
CREATE UNIQUE INDEX "accounts_user_user_permissions_user_id_permission_id_2ab516c2_uniq" ON "accounts_user_user_permissions" ("user_id", "permission_id")
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id")
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id")
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id")
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id")
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename")
CREATE INDEX "claims_claim_family_270b27ff" ON "claims_claim" ("family")
CREATE INDEX "claims_claim_run_id_c8ef8bc4" ON "claims_claim" ("run_id")
CREATE INDEX "claims_claim_verdict_6998bd02" ON "claims_claim" ("verdict")
CREATE INDEX "claims_reply_claim_id_1048d71b" ON "claims_reply" ("claim_id")
CREATE INDEX "claims_run_claim_id_7f843cad" ON "claims_run" ("claim_id")
CREATE INDEX "community_vote_paper_id_34833027" ON "community_vote" ("paper_id")
CREATE INDEX "community_vote_user_id_259250e4" ON "community_vote" ("user_id")
CREATE INDEX "digests_wish_subscriber_id_58c714b9" ON "digests_wish" ("subscriber_id")
CREATE INDEX "django_admin_log_content_type_id_c4bce8eb" ON "django_admin_log" ("content_type_id")
CREATE INDEX "django_admin_log_user_id_c564eba6" ON "django_admin_log" ("user_id")
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model")
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date")
CREATE INDEX "editions_composition_edition_id_4c543e18" ON "digests_composition" ("edition_id")
CREATE INDEX "editions_editionsection_edition_id_061852c6" ON "editions_editionsection" ("edition_id")
CREATE INDEX "editions_editorspick_paper_id_b1ae00ec" ON "editions_editorspick" ("paper_id")
CREATE INDEX "editions_place_edition_id_c4f3bb76" ON "editions_place" ("edition_id")
CREATE INDEX "editions_place_paper_id_08ff2b11" ON "editions_place" ("paper_id")
CREATE INDEX "editions_subscription_mailbox_b58b576c" ON "digests_subscriber" ("mailbox")
CREATE INDEX "editions_subscription_next_due_d585e03b" ON "digests_subscriber" ("next_due")
CREATE INDEX "embedding_model" ON "papers_embedding" ("model", "id")
CREATE INDEX "listing_order" ON "papers_listing" ("paper_list_id", "position")
CREATE INDEX "mail_mailing_begun_e7c53e7a" ON "mail_mailing" ("begun")
CREATE INDEX "mail_mailing_recipient_b30971c3" ON "mail_mailing" ("recipient")
CREATE INDEX "mfa_authenticator_user_id_0c3a50c0" ON "mfa_authenticator" ("user_id")
CREATE UNIQUE INDEX "one_token_of_the_administrator_a_name" ON "accounts_token" ("name") WHERE "user_id" IS NULL
CREATE UNIQUE INDEX "one_user_a_name_in_any_case" ON "accounts_user" ((LOWER("username")))
CREATE INDEX "outbox_queue" ON "mail_mailing" ("state", "urgency", "id")
CREATE INDEX "paper_absorbed" ON "papers_paper" ("merged_into_id") WHERE "merged_into_id" IS NOT NULL
CREATE INDEX "paper_field_day" ON "papers_paper" ("primary_field_id", "day")
CREATE INDEX "paper_standing" ON "papers_paper" ("id", "title_hash", "upvotes", "day")
CREATE INDEX "paper_voted" ON "papers_paper" ("upvotes", "day") WHERE "upvotes" > 0
CREATE INDEX "papers_authorship_author_id_ac7ce411" ON "papers_authorship" ("author_id")
CREATE INDEX "papers_authorship_paper_id_e204c1b4" ON "papers_authorship" ("paper_id")
CREATE INDEX "papers_embedding_paper_id_0c091fff" ON "papers_embedding" ("paper_id")
CREATE INDEX "papers_identifier_paper_id_4b516279" ON "papers_identifier" ("paper_id")
CREATE INDEX "papers_link_paper_id_ed114462" ON "papers_link" ("paper_id")
CREATE INDEX "papers_listing_paper_id_3c04cb5c" ON "papers_listing" ("paper_id")
CREATE INDEX "papers_listing_paper_list_id_567d3f9f" ON "papers_listing" ("paper_list_id")
CREATE INDEX "papers_listing_record_id_7ba3655f" ON "papers_listing" ("record_id")
CREATE INDEX "papers_merge_absorbed_id_17a59d3a" ON "papers_merge" ("absorbed_id")
CREATE INDEX "papers_merge_kept_id_d4186a82" ON "papers_merge" ("kept_id")
CREATE INDEX "papers_paper_day_b3b8150f" ON "papers_paper" ("day")
CREATE INDEX "papers_paper_organisation_id_dd330126" ON "papers_paper" ("organisation_id")
CREATE INDEX "papers_paper_revision_43487a4d" ON "papers_paper" ("revision")
CREATE INDEX "papers_paper_title_hash_10147e60" ON "papers_paper" ("title_hash")
CREATE INDEX "papers_paper_trending_bdca9b79" ON "papers_paper" ("trending")
CREATE INDEX "papers_paperfield_field_id_4faa5bc1" ON "papers_paperfield" ("field_id")
CREATE INDEX "papers_paperfield_paper_id_ca805a4b" ON "papers_paperfield" ("paper_id")
CREATE INDEX "papers_paperlist_day_817a031d" ON "papers_paperlist" ("day")
CREATE INDEX "papers_recordnote_record_id_a60ef40f" ON "papers_recordnote" ("record_id")
CREATE INDEX "papers_revision_at_0b941db7" ON "papers_revision" ("at")
CREATE INDEX "papers_sourcerecord_paper_id_f32f0b31" ON "papers_sourcerecord" ("paper_id")
CREATE INDEX "papers_spellingkey_author_id_81837b46" ON "papers_spellingkey" ("author_id")
CREATE INDEX "papers_spellingkey_key_f2cc50de" ON "papers_spellingkey" ("key")
CREATE INDEX "papers_version_record_id_777904f7" ON "papers_version" ("record_id")
CREATE UNIQUE INDEX "socialaccount_socialaccount_provider_uid_fc810c6e_uniq" ON "socialaccount_socialaccount" ("provider", "uid")
CREATE INDEX "socialaccount_socialaccount_user_id_8146e70c" ON "socialaccount_socialaccount" ("user_id")
CREATE INDEX "socialaccount_socialtoken_account_id_951f210e" ON "socialaccount_socialtoken" ("account_id")
CREATE INDEX "socialaccount_socialtoken_app_id_636a42d7" ON "socialaccount_socialtoken" ("app_id")
CREATE UNIQUE INDEX "socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq" ON "socialaccount_socialtoken" ("app_id", "account_id")
CREATE INDEX "tally_voted" ON "community_tally" ("votes") WHERE "votes" > 0
CREATE UNIQUE INDEX "unique_authenticator_type" ON "mfa_authenticator" ("user_id", "type") WHERE "type" IN ('totp', 'recovery_codes')
CREATE UNIQUE INDEX "unique_primary_email" ON "account_emailaddress" ("user_id", "primary") WHERE "primary"
CREATE UNIQUE INDEX "unique_verified_email" ON "account_emailaddress" ("email") WHERE "verified"
