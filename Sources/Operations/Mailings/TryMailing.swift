public import Base
public import Domain
import SQL
import Statistics
import Store

/// A dry run: whom a mailing would reach and whom not, and whether that is enough.
public struct TryMailing: Operation {
    public static let name = "mailings.plan"
    public static let summary =
        "Whom a mailing would reach now and whom not, why, and whether enough will answer."
    public static let access = Access.right(.customersRead)
    public static let input = [
        Field.mailing,
        Field(
            "margin", .number(0.001...0.5), .optional,
            "Half width wanted at 95 %: 0.05 is five points of a share, of an NPS ten if absent."),
    ]

    private let id: ID<Mailing>
    private let margin: Double?

    public init(_ input: Input) throws {
        id = try input.id("mailing")
        margin = input.numberOrNil("margin")
    }

    public func perform(on desk: Desk) async throws -> MailingTrial {
        try await desk.read { connection in
            guard let mailing = try Mailings.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchMailing")
            }
            let ground = try desk.house.ground(
                of: mailing, in: desk.workspace, at: desk.now(), on: connection)
            let plan = try MailingPlan(mailing.terms, ground, on: connection)
            let rate = try MailingTrial.Rate(
                mailing, in: desk.workspace, at: desk.now(), on: connection)
            return try MailingTrial(
                plan, ground, kind: mailing.terms.kind, rate: rate,
                margin: margin ?? (ground.family == .nps ? 0.1 : 0.05),
                masking: try desk.masking(on: connection))
        }
    }
}

extension House {
    /// What decides about people of a mailing.
    func ground(
        of mailing: Mailing, in workspace: ID<Workspace>, at now: Instant,
        on connection: any Connection
    ) throws -> MailingPlan.Ground {
        guard let head = try Instruments.find(mailing.instrument, in: workspace, on: connection)
        else { throw Refusal(.notFound, "noSuchInstrument") }
        let instrument = try instrument(
            head.id, version: mailing.version ?? head.version, in: workspace, on: connection)
        return MailingPlan.Ground(
            workspace: workspace, terms: try sendingTerms(of: workspace, on: connection),
            family: .init(instrument.scoring?.metric), instrument: instrument,
            language: try Workspaces.find(workspace, on: connection)?.language ?? "en", now: now)
    }
}

/// What a dry run tells.
public struct MailingTrial: Resource {
    /// The share expected to answer, and where that comes from.
    public struct Rate: Hashable, Sendable {
        public enum Source: String, CaseIterable, Sendable {
            case given
            /// What mailings of the last half year had, from thirty invitations on.
            case measured
            case assumed
        }

        public let share: Double
        public let source: Source
    }

    public let segment: Int
    public let invited: Int
    public let left: [NotInvited: Int]
    public let rate: Rate
    public let expected: Int
    public let margin: Double
    /// Answers wanted for that margin, of this many people at most.
    public let needed: Int
    /// Invitations that would bring them.
    public let neededInvitations: Int
    /// How long the hourly cap makes it take; whole hours.
    public let hours: Int
    public let canSend: Bool
    public let examples: [(customer: ID<Customer>, name: String, reason: NotInvited?)]

    init(
        _ plan: MailingPlan, _ ground: MailingPlan.Ground, kind: Message.Kind, rate: Rate,
        margin: Double, masking: Masking?
    ) throws {
        let invited = plan.invited
        segment = plan.people.count
        self.invited = invited.count
        left = plan.left
        self.rate = rate
        self.margin = margin
        expected = Int((Double(invited.count) * rate.share).rounded())
        let population = max(1, plan.people.count)
        // Half promoters and half detractors, or half and half of a share: the widest there is.
        let size =
            ground.family == .nps
            ? try SampleSize.nps(margin: margin, population: population)
            : try SampleSize.share(margin: margin, population: population)
        needed = SampleSize.whole(size)
        neededInvitations = SampleSize.whole(Double(needed) / rate.share)
        let perHour = ground.terms.limits.perHour
        hours = (invited.count + perHour - 1) / perHour
        canSend = ground.terms.address != nil && ground.terms.sends(kind)
        let shown = invited.prefix(20) + plan.people.filter { $0.reason != nil }.prefix(80)
        examples = shown.map { person in
            let label = person.customer.label
            return (person.id, masking?.name(label) ?? label, person.reason)
        }
    }

    private static let count = Shape.integer(0...Int(Int32.max))

    public static let shape = Shape.object([
        Field("segment", count, .required, "People who fit the filter."),
        Field("invited", count), Field("left", .map(count), .required, "By reason."),
        Field("responseRate", .number(0...1)),
        Field("responseRateSource", .choice(Rate.Source.allCases.map(\.rawValue))),
        Field("expectedAnswers", count),
        Field("margin", .number(0...1), .required, "Half width at 95 %."),
        Field("neededAnswers", count), Field("neededInvitations", count),
        Field("method", .text()),
        Field("hours", count, .required, "How long the hourly cap makes it take."),
        Field(
            "examples",
            .array(
                .object([
                    Field("customer", .id(Customer.idPrefix)), Field("name", .text(max: 500)),
                    Field("reason", .choice(NotInvited.allCases.map(\.rawValue)), .optional),
                ]))),
    ])

    public var json: JSON {
        [
            "segment": .integer(segment), "invited": .integer(invited),
            "left": .object(left.json), "responseRate": .number(rate.share),
            "responseRateSource": .string(rate.source.rawValue),
            "expectedAnswers": .integer(expected), "margin": .number(margin),
            "neededAnswers": .integer(needed), "neededInvitations": .integer(neededInvitations),
            "method": "sample.size", "hours": .integer(hours),
            "examples": .array(
                examples.map {
                    [
                        "customer": .string($0.customer.description), "name": .string($0.name),
                        "reason": .optional($0.reason?.rawValue),
                    ]
                }),
        ]
    }
}

extension MailingTrial.Rate {
    private static let leastInvitations = 30
    private static let assumedShare = 0.2

    init(
        _ mailing: Mailing, in workspace: ID<Workspace>, at now: Instant,
        on connection: any Connection
    ) throws {
        if let given = mailing.terms.responseRate {
            self.init(share: given, source: .given)
            return
        }
        let (sent, completed) = try Invitations.rate(
            since: now - .days(182), in: workspace, on: connection)
        if sent >= Self.leastInvitations, completed > 0 {
            self.init(share: Double(completed) / Double(sent), source: .measured)
        } else {
            self.init(share: Self.assumedShare, source: .assumed)
        }
    }
}
