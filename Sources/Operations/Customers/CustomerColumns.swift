import Base
import Columns
import Domain
import Store

/// What a customer is as a row of columns: traits, consents, and how often we met and what was said
/// last. Lists of customers may be filtered by the same names.
enum CustomerColumns {
    static let figures: [String: ValueType] = [
        "responses.count": .number, "cases.count": .number, "cases.open": .number,
        "first_contact": .text, "last_contact": .text,
    ]
    /// The newest score of a metric: `score.nps`.
    static let scorePrefix = "score."
    /// Whether it was granted: `consent.surveys`.
    static let consentPrefix = "consent."

    /// Names and types of how we met and what was said last.
    static let scope: Scope = {
        var types = figures
        for metric in Metric.allCases { types[scorePrefix + metric.rawValue] = .number }
        return Scope(types, openPrefixes: [consentPrefix])
    }()

    /// Names that every customer may have, in the order in which people read them.
    static let all =
        [
            "customer.language", "responses.count", "cases.count", "cases.open", "first_contact",
            "last_contact",
        ] + Metric.allCases.map { scorePrefix + $0.rawValue }

    static func isFigure(_ name: String) -> Bool {
        figures[name] != nil || name.hasPrefix(scorePrefix) || name.hasPrefix(consentPrefix)
    }

    /// About so many columns there are.
    static let most = 24

    static func record(_ row: CustomerRecords.Stored) -> RowRecord {
        var values = figures(of: row)
        var remarks: [String] = []
        let customer = row.known.customer
        let own: [(String, JSON?)] = ["key", "name", "language"].map { ($0, customer.value($0)) }
        let all = own + customer.traits.members.map { ($0.key, $0.value) }
        for (name, value) in all {
            guard let value, !value.isNull else { continue }
            let isLong = value.string.map { $0.utf8.count > AnswerColumns.longestText } ?? false
            if isLong { remarks.append("customer.\(name)") }
            values.append("customer.\(name)", isLong ? "" : value)
        }
        return RowRecord(
            Record(id: row.known.id.raw, time: row.known.createdAt, values: values),
            remarks: remarks)
    }

    /// What is known of how we met.
    static func figures(of row: CustomerRecords.Stored) -> JSON.Object {
        var values = JSON.Object()
        values.append("responses.count", .integer(row.responses))
        values.append("cases.count", .integer(row.cases))
        values.append("cases.open", .integer(row.active))
        let contacts = [row.firstAnswer, row.lastAnswer, row.firstCase, row.lastCase]
            .compactMap(\.self)
        if let first = contacts.min(), let last = contacts.max() {
            values.append("first_contact", .string(CustomerRecords.day(of: first)))
            values.append("last_contact", .string(CustomerRecords.day(of: last)))
        }
        for metric in Metric.allCases {
            guard let score = row.scores[metric] else { continue }
            values.append(scorePrefix + metric.rawValue, .number(score))
        }
        for consent in row.known.customer.consents {
            values.append(consentPrefix + consent.purpose, .bool(consent.isGranted))
        }
        return values
    }
}
