public import Base
public import Domain
public import Statistics
import Store

/// How many began and how many finished, with the rate and its interval.
public struct FieldReport: Resource {
    public struct Rate: Sendable {
        public private(set) var counts: [String: Int] = [:]

        public var started: Int { counts.values.reduce(0, +) }
        public var completed: Int { counts[Response.Status.completed.rawValue] ?? 0 }

        /// Completed of begun, Wilson's interval; nil below the anonymity floor.
        public var estimate: Estimate? { FieldReport.share(completed, of: started) }

        mutating func add(_ status: String, _ count: Int) { counts[status, default: 0] += count }

        fileprivate var json: JSON {
            let statuses = Response.Status.allCases.map {
                JSON.Object.Member(key: $0.rawValue, value: .integer(counts[$0.rawValue] ?? 0))
            }
            return [
                "started": .integer(started), "completed": .integer(completed),
                "statuses": .object(JSON.Object(statuses)),
                "rate": .optional(estimate?.value), "low": .optional(estimate?.low),
                "high": .optional(estimate?.high),
            ]
        }
    }

    /// Those whom one mailing has invited.
    public struct Invited: Sendable {
        public let mailing: ID<Mailing>?
        /// Empty for those whom rules have invited.
        public let name: String
        public let invited: Int
        public let opened: Int
        public let started: Int
        public let completed: Int

        /// Completed of invited, Wilson's interval; nil below the anonymity floor.
        public var estimate: Estimate? { FieldReport.share(completed, of: invited) }

        fileprivate var json: JSON {
            [
                "mailing": .optional(mailing?.description), "name": .string(name),
                "invited": .integer(invited), "opened": .integer(opened),
                "started": .integer(started), "completed": .integer(completed),
                "rate": .optional(estimate?.value), "low": .optional(estimate?.low),
                "high": .optional(estimate?.high),
            ]
        }
    }

    public let total: Rate
    /// Who came when a quota they count for was full.
    public let overQuota: Int
    public let channels: [(name: String, rate: Rate)]
    /// By name of the link; personal ones are together in `invitations`.
    public let links: [(id: ID<Instrument.Link>, name: String, rate: Rate)]
    /// By the local day on which they were begun.
    public let days: [(day: CivilDate, rate: Rate)]
    /// Of each page: how many stopped there, and of how many that came so far.
    public let pages: [(number: Int, title: Wording?, reached: Int, stopped: Int)]
    /// By mailing, the newest first.
    public let invitations: [Invited]
    /// Nil where no time is known.
    public let medianSeconds: Double?

    init(
        _ instrument: Instrument, _ groups: [FieldCounts.Group], stopped: [Int: Int],
        seconds: [Double], links known: [Links.Stored],
        invitations: [FieldCounts.Invited], names: [ID<Mailing>: String], zone: Zone
    ) {
        var total = Rate()
        var channels: [String: Rate] = [:]
        var links: [ID<Instrument.Link>: Rate] = [:]
        var days: [CivilDate: Rate] = [:]
        for group in groups {
            total.add(group.status, group.count)
            channels[group.channel, default: Rate()].add(group.status, group.count)
            let day = group.startedAt.civil(in: zone).date
            days[day, default: Rate()].add(group.status, group.count)
            if let link = group.link {
                links[link, default: Rate()].add(group.status, group.count)
            }
        }
        self.total = total
        self.channels = channels.map { ($0.key, $0.value) }
            .sorted { ($1.rate.started, $0.name) < ($0.rate.started, $1.name) }
        self.days = days.map { ($0.key, $0.value) }.sorted { $0.day < $1.day }
        let shared = known.filter { $0.customer == nil && $0.caseID == nil }
        self.links = shared.compactMap { link in
            links[link.id].map { (link.id, link.name, $0) }
        }
        self.invitations = invitations.map { one in
            Invited(
                mailing: one.mailing, name: one.mailing.flatMap { names[$0] } ?? "",
                invited: one.invited, opened: one.opened, started: one.started,
                completed: one.completed)
        }
        overQuota = groups.reduce(0) { $0 + $1.overQuota }
        var left = total.started
        pages = instrument.pages.indices.map { page in
            let here = stopped[page] ?? 0
            defer { left -= here }
            return (page + 1, instrument.pages[page].title, left, here)
        }
        medianSeconds = Quality.Baseline(seconds)?.medianSeconds
    }

    private static func share(_ hits: Int, of count: Int) -> Estimate? {
        guard count >= Measure.floor else { return nil }
        return try? Share(hits: hits, of: count).estimate()
    }

    /// Of all mailings and rules together.
    public var invited: Int { invitations.reduce(0) { $0 + $1.invited } }
    public var invitedOpened: Int { invitations.reduce(0) { $0 + $1.opened } }
    public var invitedCompleted: Int { invitations.reduce(0) { $0 + $1.completed } }

    private static let number = Shape.integer(0...Int(Int32.max))
    private static let rate: [Field] = [
        Field("started", number), Field("completed", number), Field("statuses", .map(number)),
        Field("rate", .number(), .optional, "Completed of begun; absent below five."),
        Field("low", .number(), .optional, "Wilson's 95 % interval."),
        Field("high", .number(), .optional),
    ]

    public static let shape = Shape.object(
        rate + [
            Field("channels", .array(.object([Field("channel", .text())] + rate))),
            Field(
                "links",
                .array(
                    .object(
                        [Field("link", .id(Instrument.Link.idPrefix)), Field("name", .text())]
                            + rate))),
            Field("days", .array(.object([Field("day", .text())] + rate), max: 10_000)),
            Field(
                "pages",
                .array(
                    .object([
                        Field("page", number), Field("reached", number),
                        Field("stopped", number),
                    ]))),
            Field("overQuota", number, .required, "Who came when a quota was full."),
            Field(
                "mailings",
                .array(
                    .object(
                        [
                            Field("mailing", .id(Mailing.idPrefix), .optional),
                            Field("name", .text(), .required, "Empty for rules' invitations."),
                            Field("invited", number), Field("opened", number),
                        ] + rate.filter { $0.name != "statuses" }), max: 10_000)),
            Field("invited", number, .required, "People who were invited."),
            Field("invitedOpened", number),
            Field("invitedCompleted", number),
            Field("medianSeconds", .number(), .optional),
        ])

    public var json: JSON {
        var whole = total.json.object ?? JSON.Object()
        func rows(_ all: [([JSON.Object.Member], Rate)]) -> JSON {
            .array(all.map { .object(JSON.Object($0.0 + ($0.1.json.object?.members ?? []))) })
        }
        whole["channels"] = rows(
            channels.map { ([.init(key: "channel", value: .string($0.name))], $0.rate) })
        whole["links"] = rows(
            links.map {
                (
                    [
                        .init(key: "link", value: .string($0.id.description)),
                        .init(key: "name", value: .string($0.name)),
                    ], $0.rate
                )
            })
        whole["days"] = rows(
            days.map { ([.init(key: "day", value: .string($0.day.description))], $0.rate) })
        whole["pages"] = .array(
            pages.map {
                [
                    "page": .integer($0.number), "reached": .integer($0.reached),
                    "stopped": .integer($0.stopped),
                ]
            })
        whole["overQuota"] = .integer(overQuota)
        whole["mailings"] = .array(invitations.map(\.json))
        whole["invited"] = .integer(invited)
        whole["invitedOpened"] = .integer(invitedOpened)
        whole["invitedCompleted"] = .integer(invitedCompleted)
        whole["medianSeconds"] = .optional(medianSeconds)
        return .object(whole)
    }
}
