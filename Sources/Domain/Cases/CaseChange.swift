public import Base

/// What a command did, beside the case's new state: facts for the event log, messages for the
/// thread, lines for the clocks' history.
public struct CaseChange: Hashable, Sendable {
    public var events: [CaseEvent] = []
    public var messages: [CaseMessage] = []
    public var entries: [ClockEntry] = []
    /// Rounds of clocks that were over when the next one began.
    public var ended: [Clock] = []

    public init() {}

    mutating func add(_ name: CaseEvent.Name, _ body: JSON = .object(.init())) {
        events.append(CaseEvent(name, body))
    }

    /// Clock entries are facts of their own, `clock.missed` and so on.
    mutating func add(_ entries: [ClockEntry]) {
        self.entries += entries
        for entry in entries { events.append(CaseEvent(.clock(entry.kind), entry.json)) }
    }
}

/// A fact about a case.
public struct CaseEvent: Hashable, Sendable {
    public let name: Name
    public let body: JSON

    public init(_ name: Name, _ body: JSON) {
        self.name = name
        self.body = body
    }

    public enum Name: Hashable, Sendable {
        case opened, assigned, classified, tagged, untagged
        case received, replied, noted
        case recorded, stepChanged, resolved
        case paused, resumed, escalated, closed, reopened
        case processChanged, customerChanged, titleChanged
        case redressOffered, redressDecided, approvalAsked, approvalDecided
        case appealed, confirmed, stageChanged
        case merged, unmerged
        case clock(ClockEntry.Kind)

        /// As in the event log: `case.opened`, `clock.missed`.
        public var text: String {
            switch self {
            case .stepChanged: "case.step_changed"
            case .processChanged: "case.process_changed"
            case .customerChanged: "case.customer_changed"
            case .titleChanged: "case.title_changed"
            case .redressOffered: "case.redress_offered"
            case .redressDecided: "case.redress_decided"
            case .approvalAsked: "case.approval_asked"
            case .approvalDecided: "case.approval_decided"
            case .stageChanged: "case.stage_changed"
            case .clock(let kind): "clock." + kind.rawValue
            default: "case.\(self)"
            }
        }
    }
}
