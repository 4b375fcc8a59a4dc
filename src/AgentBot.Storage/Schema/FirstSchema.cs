namespace AgentBot.Storage.Schema;

/// <summary>Migration 1. Never edited after a release: later changes are migrations of their own.</summary>
internal static class FirstSchema
{
    public const string Script = """
        CREATE TABLE marks (name TEXT PRIMARY KEY, workspace TEXT NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE counters (workspace TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (workspace, name)) WITHOUT ROWID;

        CREATE TABLE receipts (key TEXT PRIMARY KEY, workspace TEXT NOT NULL, answer TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX receipts_by_time ON receipts (at);

        CREATE TABLE runs (
          seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, number INTEGER NOT NULL, channel TEXT NOT NULL,
          template TEXT NOT NULL, template_version TEXT NOT NULL, requester TEXT NOT NULL, started_by TEXT NOT NULL,
          parent TEXT, parent_step TEXT, parent_round INTEGER NOT NULL, parent_item TEXT NOT NULL, remark TEXT NOT NULL, root TEXT NOT NULL, depth INTEGER NOT NULL, retry_of TEXT, first TEXT NOT NULL,
          inputs TEXT NOT NULL, dry_run INTEGER NOT NULL, created_at INTEGER NOT NULL,
          thread TEXT NOT NULL, about TEXT NOT NULL, resolved TEXT NOT NULL, status TEXT NOT NULL, paused INTEGER NOT NULL, cancelled_by TEXT,
          outcome TEXT NOT NULL, worked INTEGER NOT NULL, changed_at INTEGER NOT NULL, ended_at INTEGER, row_version INTEGER NOT NULL);
        CREATE UNIQUE INDEX runs_by_number ON runs (workspace, number);
        CREATE INDEX runs_by_channel ON runs (channel, number);
        CREATE INDEX runs_by_thread ON runs (channel, thread);
        CREATE INDEX runs_by_status ON runs (workspace, status, number);
        CREATE INDEX runs_by_template ON runs (workspace, template, number);
        CREATE INDEX runs_by_parent ON runs (parent) WHERE parent IS NOT NULL;
        CREATE INDEX runs_by_root ON runs (root) WHERE depth > 0;

        CREATE TABLE steps (
          run TEXT NOT NULL, workspace TEXT NOT NULL, step TEXT NOT NULL, round INTEGER NOT NULL, item TEXT NOT NULL, attempt INTEGER NOT NULL,
          ordinal INTEGER NOT NULL, item_input TEXT NOT NULL,
          status TEXT NOT NULL, waiting TEXT NOT NULL, input_digest TEXT NOT NULL, artifact TEXT NOT NULL, artifact_type TEXT NOT NULL,
          artifact_length INTEGER NOT NULL, output TEXT NOT NULL, carried_from INTEGER NOT NULL, failure TEXT NOT NULL, failure_kind TEXT NOT NULL,
          items_total INTEGER NOT NULL, items_open INTEGER NOT NULL, items_failed INTEGER NOT NULL, review TEXT, child TEXT, effect TEXT,
          revision TEXT NOT NULL, notes TEXT NOT NULL, remark_unread INTEGER NOT NULL, end_word TEXT, started_at INTEGER, ended_at INTEGER, row_version INTEGER NOT NULL,
          PRIMARY KEY (run, item, step, round, attempt)) WITHOUT ROWID;
        CREATE INDEX steps_items ON steps (run, step, round, ordinal, attempt) WHERE ordinal >= 0;

        CREATE TABLE work (
          seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, kind TEXT NOT NULL, run TEXT NOT NULL, step TEXT NOT NULL,
          round INTEGER NOT NULL, attempt INTEGER NOT NULL, subject TEXT NOT NULL,
          due_at INTEGER NOT NULL, tries INTEGER NOT NULL, crashes INTEGER NOT NULL, lease_token TEXT NOT NULL, lease_boot TEXT NOT NULL, lease_until INTEGER NOT NULL);
        CREATE INDEX work_due ON work (due_at);
        CREATE INDEX work_held ON work (lease_until) WHERE lease_token <> '';
        CREATE INDEX work_of_run ON work (run, step, round);

        CREATE TABLE audiences (id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, names TEXT NOT NULL, UNIQUE (workspace, names));

        CREATE TABLE reviews (
          seq INTEGER PRIMARY KEY, id TEXT NOT NULL, revision INTEGER NOT NULL, workspace TEXT NOT NULL, channel TEXT NOT NULL, run TEXT NOT NULL,
          step TEXT NOT NULL, round INTEGER NOT NULL, letter TEXT NOT NULL, requester TEXT NOT NULL, before TEXT NOT NULL, opened_at INTEGER NOT NULL,
          artifact_type TEXT NOT NULL, artifact TEXT NOT NULL, artifact_length INTEGER NOT NULL, binding TEXT NOT NULL, policy TEXT NOT NULL,
          state TEXT NOT NULL, changes_used INTEGER NOT NULL, reason TEXT NOT NULL, expires_at INTEGER, closed_at INTEGER, closed_by TEXT,
          approval_valid_until INTEGER, row_version INTEGER NOT NULL,
          audience INTEGER NOT NULL, deadline INTEGER NOT NULL,
          UNIQUE (id, revision));
        CREATE INDEX reviews_of_run ON reviews (run);
        CREATE INDEX reviews_open ON reviews (workspace, audience, channel, deadline, opened_at, seq) WHERE state = 'Open';
        CREATE INDEX reviews_closed ON reviews (workspace, closed_at) WHERE closed_at IS NOT NULL;

        -- How many reviews are open for each set of reviewers and channel: counts without counting, and the list's starting places.
        CREATE TABLE open_reviews (
          workspace TEXT NOT NULL, audience INTEGER NOT NULL, channel TEXT NOT NULL, amount INTEGER NOT NULL,
          PRIMARY KEY (workspace, audience, channel)) WITHOUT ROWID;
        CREATE TRIGGER review_opened AFTER INSERT ON reviews WHEN new.state = 'Open' BEGIN
          INSERT INTO open_reviews VALUES (new.workspace, new.audience, new.channel, 1)
            ON CONFLICT (workspace, audience, channel) DO UPDATE SET amount = amount + 1;
        END;
        CREATE TRIGGER review_changed_from AFTER UPDATE OF state, audience ON reviews WHEN old.state = 'Open' BEGIN
          UPDATE open_reviews SET amount = amount - 1 WHERE workspace = old.workspace AND audience = old.audience AND channel = old.channel;
        END;
        CREATE TRIGGER review_changed_to AFTER UPDATE OF state, audience ON reviews WHEN new.state = 'Open' BEGIN
          INSERT INTO open_reviews VALUES (new.workspace, new.audience, new.channel, 1)
            ON CONFLICT (workspace, audience, channel) DO UPDATE SET amount = amount + 1;
        END;
        CREATE TRIGGER review_removed AFTER DELETE ON reviews WHEN old.state = 'Open' BEGIN
          UPDATE open_reviews SET amount = amount - 1 WHERE workspace = old.workspace AND audience = old.audience AND channel = old.channel;
        END;

        CREATE TABLE decisions (
          seq INTEGER PRIMARY KEY, review TEXT NOT NULL, revision INTEGER NOT NULL, workspace TEXT NOT NULL, person TEXT NOT NULL, kind TEXT NOT NULL,
          shown TEXT NOT NULL, content TEXT NOT NULL, note TEXT NOT NULL, marked TEXT NOT NULL, edited TEXT NOT NULL, at INTEGER NOT NULL,
          UNIQUE (review, revision, person, kind, content));

        CREATE TABLE openings (
          review TEXT NOT NULL, revision INTEGER NOT NULL, person TEXT NOT NULL, workspace TEXT NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY (review, revision, person)) WITHOUT ROWID;

        -- "unfinished" is 1 while an effect may still leave or a person must look at it; it keeps the index small.
        CREATE TABLE effects (
          seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, run TEXT NOT NULL, step TEXT NOT NULL, round INTEGER NOT NULL,
          conversation TEXT NOT NULL, target TEXT NOT NULL, artifact_type TEXT NOT NULL, artifact TEXT NOT NULL, artifact_length INTEGER NOT NULL,
          idempotency_key TEXT NOT NULL, review TEXT, review_revision INTEGER NOT NULL, created_at INTEGER NOT NULL,
          binding TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, due_at INTEGER NOT NULL, reference TEXT NOT NULL,
          failure TEXT NOT NULL, ended_at INTEGER, row_version INTEGER NOT NULL,
          unfinished INTEGER NOT NULL, boot TEXT NOT NULL);
        CREATE UNIQUE INDEX effects_by_key ON effects (idempotency_key) WHERE state <> 'Withdrawn';
        CREATE INDEX effects_of_run ON effects (run);
        CREATE INDEX effects_unfinished ON effects (conversation, seq, state, run, due_at, boot) WHERE unfinished = 1;

        CREATE TABLE views (
          seq INTEGER PRIMARY KEY, workspace TEXT NOT NULL, conversation TEXT NOT NULL, purpose TEXT NOT NULL, wanted INTEGER NOT NULL,
          sent INTEGER NOT NULL, message TEXT NOT NULL, posting INTEGER NOT NULL, attempts INTEGER NOT NULL, due_at INTEGER NOT NULL, failure TEXT NOT NULL,
          UNIQUE (conversation, purpose));
        CREATE INDEX views_due ON views (due_at) WHERE wanted > sent;

        CREATE TABLE artifacts (
          channel TEXT NOT NULL, content TEXT NOT NULL, workspace TEXT NOT NULL, type TEXT NOT NULL, length INTEGER NOT NULL, author TEXT,
          parent TEXT NOT NULL, run TEXT, at INTEGER NOT NULL, bytes BLOB, PRIMARY KEY (channel, content));

        CREATE TABLE closures (
          version TEXT PRIMARY KEY, workspace TEXT NOT NULL, template TEXT NOT NULL, json TEXT NOT NULL, at INTEGER NOT NULL);

        CREATE TABLE messages (
          seq INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, author TEXT,
          only_for TEXT, purpose TEXT NOT NULL,
          text TEXT NOT NULL, card TEXT NOT NULL, files TEXT NOT NULL, at INTEGER NOT NULL, edited_at INTEGER, deleted INTEGER NOT NULL,
          row_version INTEGER NOT NULL);
        CREATE INDEX messages_by_channel ON messages (channel, seq);
        CREATE INDEX messages_said ON messages (channel, at) WHERE author IS NOT NULL;

        CREATE TABLE facts (
          seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, channel TEXT NOT NULL, number INTEGER NOT NULL, author TEXT NOT NULL,
          source TEXT NOT NULL, created_at INTEGER NOT NULL,
          text TEXT NOT NULL, status TEXT NOT NULL, retired_at INTEGER, retired_by TEXT, row_version INTEGER NOT NULL);
        CREATE UNIQUE INDEX facts_by_number ON facts (channel, number);
        CREATE VIRTUAL TABLE fact_words USING fts5 (text, content = 'facts', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2');
        CREATE TRIGGER fact_added AFTER INSERT ON facts BEGIN
          INSERT INTO fact_words (rowid, text) VALUES (new.seq, new.text);
        END;
        CREATE TRIGGER fact_changed AFTER UPDATE OF text ON facts WHEN old.text <> new.text BEGIN
          INSERT INTO fact_words (fact_words, rowid, text) VALUES ('delete', old.seq, old.text);
          INSERT INTO fact_words (rowid, text) VALUES (new.seq, new.text);
        END;
        CREATE TRIGGER fact_removed AFTER DELETE ON facts BEGIN
          INSERT INTO fact_words (fact_words, rowid, text) VALUES ('delete', old.seq, old.text);
        END;

        CREATE TABLE budgets (
          pot TEXT PRIMARY KEY, workspace TEXT NOT NULL, currency TEXT NOT NULL, cap_micros INTEGER NOT NULL, spent_micros INTEGER NOT NULL,
          reserved_micros INTEGER NOT NULL, cap_tokens INTEGER NOT NULL, spent_tokens INTEGER NOT NULL, reserved_tokens INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE model_calls (
          seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, channel TEXT NOT NULL, run TEXT NOT NULL, step TEXT NOT NULL,
          round INTEGER NOT NULL, item TEXT NOT NULL, items INTEGER NOT NULL, attempt INTEGER NOT NULL, repair INTEGER NOT NULL, agent TEXT NOT NULL,
          alias TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
          cost_micros INTEGER NOT NULL, currency TEXT NOT NULL, estimated INTEGER NOT NULL, price_known INTEGER NOT NULL, outcome TEXT NOT NULL,
          at INTEGER NOT NULL, took INTEGER NOT NULL);
        CREATE INDEX model_calls_of_run ON model_calls (run, cost_micros);

        CREATE TABLE agent_events (
          run TEXT NOT NULL, step TEXT NOT NULL, round INTEGER NOT NULL, item TEXT NOT NULL, attempt INTEGER NOT NULL, sequence INTEGER NOT NULL,
          workspace TEXT NOT NULL, kind TEXT NOT NULL, json TEXT NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY (run, step, round, item, attempt, sequence));

        CREATE TABLE audit (
          sequence INTEGER PRIMARY KEY, workspace TEXT NOT NULL, at INTEGER NOT NULL, verb TEXT NOT NULL, actor TEXT NOT NULL, subject TEXT NOT NULL,
          run TEXT NOT NULL, digests TEXT NOT NULL, commitments TEXT NOT NULL, hash TEXT NOT NULL);
        CREATE INDEX audit_of_run ON audit (run) WHERE run <> '';
        CREATE TABLE audit_texts (
          sequence INTEGER NOT NULL, name TEXT NOT NULL, workspace TEXT NOT NULL, salt TEXT NOT NULL, text TEXT NOT NULL,
          PRIMARY KEY (sequence, name)) WITHOUT ROWID;
        """;
}
