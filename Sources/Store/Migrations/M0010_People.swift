/// Who works here: people, teams, and the keys that let them and their programs in.
enum M0010_People {
    static let migration = Migration(
        number: 10, name: "People",
        text: """
            CREATE TABLE users (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                login TEXT NOT NULL,
                name TEXT NOT NULL,
                role TEXT NOT NULL,
                language TEXT,
                is_active BIGINT NOT NULL,
                password TEXT,
                created_at BIGINT NOT NULL,
                last_sign_in_at BIGINT,
                PRIMARY KEY (workspace, id)
            );
            CREATE UNIQUE INDEX users_login ON users (workspace, login);
            CREATE INDEX users_any_login ON users (login);

            CREATE TABLE sessions (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                user_id BIGINT NOT NULL,
                token_hash TEXT NOT NULL,
                begun_at BIGINT NOT NULL,
                last_seen_at BIGINT NOT NULL,
                address TEXT,
                browser TEXT,
                PRIMARY KEY (workspace, id)
            );
            CREATE INDEX sessions_token ON sessions (token_hash);
            CREATE INDEX sessions_user ON sessions (workspace, user_id);

            CREATE TABLE sign_in_links (
                workspace BIGINT NOT NULL,
                token_hash TEXT NOT NULL,
                user_id BIGINT NOT NULL,
                made_at BIGINT NOT NULL,
                PRIMARY KEY (workspace, token_hash)
            );
            CREATE INDEX sign_in_links_token ON sign_in_links (token_hash);

            CREATE TABLE sign_in_tries (
                workspace BIGINT NOT NULL,
                subject TEXT NOT NULL,
                tries BIGINT NOT NULL,
                since BIGINT NOT NULL,
                PRIMARY KEY (workspace, subject)
            );
            CREATE INDEX sign_in_tries_since ON sign_in_tries (workspace, since);

            CREATE TABLE teams (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                name TEXT NOT NULL,
                parent BIGINT,
                lead BIGINT,
                created_at BIGINT NOT NULL,
                PRIMARY KEY (workspace, id)
            );

            CREATE TABLE team_members (
                workspace BIGINT NOT NULL,
                team BIGINT NOT NULL,
                user_id BIGINT NOT NULL,
                PRIMARY KEY (workspace, team, user_id)
            );
            CREATE INDEX team_members_user ON team_members (workspace, user_id);

            CREATE TABLE tokens (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                user_id BIGINT NOT NULL,
                name TEXT NOT NULL,
                token_hash TEXT NOT NULL,
                scopes TEXT NOT NULL,
                made_at BIGINT NOT NULL,
                expires_at BIGINT,
                last_used_at BIGINT,
                revoked_at BIGINT,
                PRIMARY KEY (workspace, id)
            );
            CREATE INDEX tokens_token ON tokens (token_hash);
            """)
}
