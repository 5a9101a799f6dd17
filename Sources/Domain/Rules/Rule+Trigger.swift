public import Base

extension Rule {
    /// The events that rules can follow, by the names they have in the event log.
    public enum Trigger: String, CaseIterable, Sendable {
        case responseCompleted = "response.completed"
        case caseOpened = "case.opened"
        case caseAssigned = "case.assigned"
        case caseClassified = "case.classified"
        case caseTagged = "case.tagged"
        case caseUntagged = "case.untagged"
        case caseReceived = "case.received"
        case caseReplied = "case.replied"
        case caseStepChanged = "case.step_changed"
        case caseStageChanged = "case.stage_changed"
        case caseMoodFell = "case.mood_fell"
        case caseEscalated = "case.escalated"
        case caseRedressOffered = "case.redress_offered"
        case caseRedressDecided = "case.redress_decided"
        case caseApprovalAsked = "case.approval_asked"
        case caseApprovalDecided = "case.approval_decided"
        case caseTaskDue = "case.task_due"
        case caseResolved = "case.resolved"
        case caseClosed = "case.closed"
        case caseReopened = "case.reopened"
        case caseAppealed = "case.appealed"
        case clockDueSoon = "clock.due_soon"
        case clockMissed = "clock.missed"
        case textsHot = "texts.hot"

        /// Whether it tells of a case.
        public var isOfCase: Bool { self != .responseCompleted && self != .textsHot }

        /// What a condition may speak of.
        public var scope: Scope {
            switch self {
            case .responseCompleted:
                Scope(
                    [
                        "score": .number, "nps": .number, "csat": .number, "ces": .number,
                        "metric": .text, "instrument": .text, "touchpoint": .text,
                        "channel": .text, "language": .text, "mood": .number, "words": .text,
                    ], openPrefixes: ["customer.", "answers.", "hidden.", "themes."])
            case .textsHot:
                Scope(["people": .number, "matter": .text, "field": .text, "value": .text])
            default:
                Scope(
                    Trigger.ofCase.merging(own) { $1 }, openPrefixes: ["customer.", "fields."])
            }
        }

        /// What is known of a case besides its own fields.
        private static let ofCase = Case.fieldTypes.merging(
            [
                "title": .text, "words": .text, "mood": .number, "team.name": .text,
                "assignee.login": .text,
            ]
        ) { $1 }

        /// What only this event tells: how it was before, who said so, what was given.
        private var own: [String: ValueType] {
            switch self {
            case .clockDueSoon, .clockMissed: ["clock": .text, "promise": .text]
            case .caseAssigned: ["event.was_team": .text, "event.was_assignee": .text]
            case .caseClassified: ["event.was_kind": .text, "event.was_severity": .text]
            case .caseTagged, .caseUntagged: ["event.tags": .list]
            case .caseReceived, .caseReplied: ["event.automatic": .bool]
            case .caseStepChanged: ["event.was": .text]
            case .caseStageChanged: ["event.was": .text, "event.advanced": .bool]
            case .caseEscalated, .caseReopened: ["event.reason": .text]
            case .caseAppealed: ["event.reason": .text, "event.number": .number]
            case .caseRedressOffered, .caseRedressDecided:
                ["event.kind": .text, "event.cost": .number, "event.state": .text]
            case .caseApprovalAsked, .caseApprovalDecided:
                ["event.act": .text, "event.state": .text]
            case .caseTaskDue: ["event.count": .number]
            default: [:]
            }
        }
    }
}
