public import Base
public import Domain
import SQL
import Store

extension TrendReport {
    /// Something that happened and may have moved a measure.
    public struct Occurrence: Sendable {
        public enum Kind: String, CaseIterable, Sendable {
            /// Another version of the questionnaire: it may ask something else.
            case questionnaire
            case promise, process, rule
            /// A corrective action was begun, or done.
            case planBegun, planDone
            /// Written down by people: a release, a campaign.
            case occasion
        }

        public let at: Instant
        public let kind: Kind
        public let title: Wording
        /// Of a document.
        public var version: Int?
        /// Key of a document, or id of a case.
        public let subject: String

        static let shape = Shape.object([
            Field("at", .instant), Field("kind", .choice(Kind.allCases.map(\.rawValue))),
            Field("title", .wording), Field("version", .integer(1...1_000_000), .optional),
            Field("subject", .text(), .required, "Key of a document, or id of a case."),
        ])

        var json: JSON {
            [
                "at": .string(at.iso8601), "kind": .string(kind.rawValue), "title": title.json,
                "version": version.map { .integer($0) } ?? .null, "subject": .string(subject),
            ]
        }
    }

    /// What happened last, as much as anybody reads beside a picture.
    public static let mostOccurrences = 200
}

extension Desk {
    /// What happened within a span of time, oldest first, as far as its reader may know of it; of
    /// more than a picture holds the last.
    func occurrences(
        of instrument: ID<Instrument>, in span: Range<Instant>, zone: Zone
    ) async throws -> [TrendReport.Occurrence] {
        let seesCases = actor.rights.contains(.casesRead)
        return try await read { connection in
            var all = try Instruments.versions(of: instrument, in: workspace, on: connection)
                .filter { span.contains($0.at) }
                .map {
                    TrendReport.Occurrence($0.json, .questionnaire, version: $0.version, at: $0.at)
                }
            all += try Documents.list(.occasion, in: workspace, on: connection)
                .compactMap { try? Occasions(document: $0.json) }
                .flatMap { list in list.days.map { (list.key, $0) } }
                .map { key, day in
                    .init(
                        at: Instant(startOf: day.on, in: zone), kind: .occasion, title: day.name,
                        subject: key)
                }
                .filter { span.contains($0.at) }
            if seesCases {
                all += try documents(in: span, connection) + plans(in: span, connection)
            }
            return all.sorted { $0.at < $1.at }.suffix(TrendReport.mostOccurrences)
        }
    }

    private func documents(
        in span: Range<Instant>, _ connection: any Connection
    ) throws -> [TrendReport.Occurrence] {
        let kinds: [(Documents.Kind, TrendReport.Occurrence.Kind)] = [
            (.promise, .promise), (.process, .process), (.rule, .rule),
        ]
        return try kinds.flatMap { kind, shown in
            try Documents.written(
                kind, in: span, limit: TrendReport.mostOccurrences, in: workspace, on: connection
            ).map { .init($0.json, shown, version: $0.version, at: $0.at) }
        }
    }

    private func plans(
        in span: Range<Instant>, _ connection: any Connection
    ) throws -> [TrendReport.Occurrence] {
        let masking = try masking(on: connection)
        return try Cases.plans(
            in: span, limit: TrendReport.mostOccurrences, in: workspace, on: connection
        ).flatMap { plan -> [TrendReport.Occurrence] in
            let title = masking?.wording(plan.title) ?? plan.title
            let moments: [(Instant?, TrendReport.Occurrence.Kind)] = [
                (plan.begunAt, .planBegun), (plan.doneAt, .planDone),
            ]
            return moments.compactMap { at, kind in
                guard let at, span.contains(at) else { return nil }
                return .init(at: at, kind: kind, title: title, subject: plan.id.description)
            }
        }
    }
}

extension TrendReport.Occurrence {
    /// A version of a document.
    fileprivate init(_ document: JSON, _ kind: Kind, version: Int, at: Instant) {
        let key = document["key"]?.string ?? ""
        let name = document["name"] ?? document["title"]
        self.init(
            at: at, kind: kind,
            title: Wording(zh: name?["zh"]?.string ?? key, en: name?["en"]?.string ?? key),
            version: version, subject: key)
    }
}
