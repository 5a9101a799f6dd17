public import Base
public import Domain
import SQL

extension CustomerRecords {
    /// Customers at the moment of becoming known, without those that went on as another, counted by
    /// the database.
    public static func groups(in workspace: ID<Workspace>) -> RowGroups {
        RowGroups(
            "customers",
            where: "customers.workspace = \(workspace) AND customers.merged_into IS NULL",
            time: "customers.created", order: ["customers.id"])
    }

    /// Where a column of analysis stands; nil where there is none of the name.
    public static func place(of name: String) -> RowPlace? {
        own[name] ?? open(name)
    }

    private static let own: [String: RowPlace] = [
        "customer.key": RowPlace(.text, "customers.key"),
        "customer.name": RowPlace(.text, "customers.name"),
        "customer.language": RowPlace(.text, "customers.language"),
        "responses.count": RowPlace(.number, "(SELECT COUNT(*) \(answers))"),
        "cases.count": RowPlace(.number, "(SELECT COUNT(*) \(cases))"),
        "cases.open": RowPlace(.number, "(SELECT COUNT(*) \(cases) AND k.is_active = 1)"),
        "first_contact": contact("MIN"),
        "last_contact": contact("MAX"),
    ]

    private static let answers: SQL = """
        FROM responses AS r WHERE r.workspace = customers.workspace
            AND r.customer = customers.id AND r.status = 'completed'
        """
    private static let cases: SQL = """
        FROM cases AS k WHERE k.workspace = customers.workspace
            AND k.customer = customers.id AND k.merged_into IS NULL
        """

    /// Of days, numbered from 1970 on.
    private static func contact(_ bound: SQL) -> RowPlace {
        RowPlace(
            .code { day(of: Instant(microseconds: $0 * 86_400_000_000)) },
            """
            (SELECT \(bound)(t.at) / 86400000000 FROM (
                SELECT r.at \(answers) UNION ALL SELECT k.opened AS at \(cases)) AS t)
            """)
    }

    /// Of UTC, as traits that are days are written.
    public static func day(of moment: Instant) -> String { String(moment.iso8601.prefix(10)) }

    private static func open(_ name: String) -> RowPlace? {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        return switch parts[0] {
        case "customer":
            RowPlace(.document) { $0.member([parts[1]], of: "customers.traits") }
        case "consent":
            RowPlace(
                .flag,
                """
                CASE WHEN \(consents(parts[1], isGranted: true)) THEN 1
                    WHEN \(consents(parts[1], isGranted: false)) THEN 0 END
                """)
        case "score":
            RowPlace(
                .number,
                """
                (SELECT r.score \(answers) AND r.metric = \(parts[1]) AND r.score IS NOT NULL
                    ORDER BY r.at DESC, r.id DESC LIMIT 1)
                """)
        default: nil
        }
    }

    /// What stands in the list of consents as it was written stands in its text.
    private static func consents(_ purpose: String, isGranted: Bool) -> SQL {
        let text = Customers.start(ofConsent: purpose, isGranted: isGranted)
        return "REPLACE(customers.consents, \(text), '') <> customers.consents"
    }
}
