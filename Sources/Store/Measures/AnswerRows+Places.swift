public import Base
public import Domain
import SQL

extension AnswerRows {
    /// The completed responses of one instrument, counted by the database.
    public static func groups(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>
    ) -> RowGroups {
        RowGroups(
            "responses AS r",
            where: """
                r.workspace = \(workspace) AND r.instrument = \(instrument)
                AND r.status = 'completed'
                """, time: "r.at", order: ["r.at", "r.id"])
    }
}

/// Of responses.
extension RowPlace {
    public static let score = RowPlace(.number, "r.score")
    public static let language = RowPlace(.text, "r.language")
    public static let channel = RowPlace(.text, "r.channel")
    public static let overQuota = RowPlace(.text, "r.over_quota")

    /// How long it took, in whole seconds.
    public static let seconds = RowPlace(
        .number, "CASE WHEN r.at > r.started THEN (r.at - r.started + 500000) / 1000000 END")

    /// Of what was written: that of most texts.
    public static let mood = RowPlace(
        .text,
        """
        CASE WHEN \(TextReadings.meanScore) IS NULL THEN NULL
            WHEN \(TextReadings.excess) > 0 THEN \(TextReading.Mood.positive.rawValue)
            WHEN \(TextReadings.excess) < 0 THEN \(TextReading.Mood.negative.rawValue)
            ELSE \(TextReading.Mood.neutral.rawValue) END
        """)

    /// Their mean to a hundredth.
    public static let moodScore = RowPlace(.number, hundredths(TextReadings.meanScore))

    /// How they speak of a theme: `touchpoint.delivery`.
    public static func theme(_ key: String) -> RowPlace {
        RowPlace(.number) { hundredths(TextReadings.meanMood(of: key, $0)) }
    }

    private static let quality: SQL =
        "LEFT JOIN response_quality AS q ON q.workspace = r.workspace AND q.response = r.id"

    public static let isFlagged = RowPlace(
        .flag, beside: quality, "CASE WHEN COALESCE(q.flags, '') = '' THEN 0 ELSE 1 END")

    public static func flag(_ flag: Quality.Flag) -> RowPlace {
        RowPlace(
            .flag, beside: quality,
            """
            CASE WHEN ' ' || COALESCE(q.flags, '') || ' ' LIKE \("% \(flag.rawValue) %")
            THEN 1 ELSE 0 END
            """)
    }

    public static func hidden(_ key: String) -> RowPlace {
        RowPlace(.document) { $0.member([key], of: "r.hidden") }
    }

    /// Of the customer.
    public static func trait(_ key: String) -> RowPlace {
        RowPlace(
            .document,
            beside: "LEFT JOIN customers AS c ON c.workspace = r.workspace AND c.id = r.customer"
        ) { $0.member([key], of: "c.traits") }
    }

    /// - Parameter path: keys from the outside in.
    public static func answer(_ path: [String]) -> RowPlace {
        RowPlace(.document) { $0.member(path, of: "r.answers") }
    }

    /// At which place of the list that answers a question an option stands, from 1.
    public static func rank(_ path: [String], option: String) -> RowPlace {
        RowPlace(.number) { $0.place(of: option, inMember: path, of: "r.answers") }
    }
}
