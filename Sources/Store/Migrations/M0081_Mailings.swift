/// Who was asked to answer what, and who was not.
enum M0081_Mailings {
    static let migration = Migration(
        number: 81, name: "Mailings",
        text: """
            CREATE TABLE mailings (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                instrument BIGINT NOT NULL,
                version BIGINT,
                terms TEXT NOT NULL,
                state TEXT NOT NULL,
                starts BIGINT,
                created BIGINT NOT NULL,
                changed BIGINT NOT NULL,
                author TEXT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE INDEX mailings_waiting ON mailings (starts) WHERE state = 'scheduled';
            CREATE INDEX mailings_running ON mailings (workspace, id) WHERE state = 'running';

            CREATE TABLE invitations (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                mailing BIGINT,
                case_id BIGINT,
                rule TEXT,
                customer BIGINT NOT NULL,
                kind TEXT NOT NULL,
                address TEXT NOT NULL,
                language TEXT NOT NULL,
                instrument BIGINT NOT NULL,
                family TEXT NOT NULL,
                reason TEXT,
                at BIGINT NOT NULL,
                link BIGINT,
                step BIGINT NOT NULL,
                next BIGINT,
                opened BIGINT,
                PRIMARY KEY (workspace, id)
            );
            CREATE UNIQUE INDEX invitations_of_mailing
                ON invitations (workspace, mailing, customer) WHERE mailing IS NOT NULL;
            CREATE INDEX invitations_of_customer ON invitations (workspace, customer, at);
            CREATE INDEX invitations_due ON invitations (next) WHERE next IS NOT NULL;
            CREATE INDEX invitations_of_link ON invitations (workspace, link)
                WHERE link IS NOT NULL;

            ALTER TABLE links ADD COLUMN version BIGINT;
            """)
}
