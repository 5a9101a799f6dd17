/// Whom a site says its chat's visitors are.
enum M0155_ChatIdentities {
    static let migration = Migration(
        number: 155, name: "ChatIdentities",
        text: """
            ALTER TABLE chat_visitors ADD COLUMN identity TEXT;
            """)
}
