/// What a person is in a workspace; rights come from roles and from nowhere else.
public enum Role: String, CaseIterable, Hashable, Sendable {
    case administrator, manager, analyst, agent, auditor, viewer

    /// Everything not named here is denied.
    public var rights: Set<Right> {
        switch self {
        case .administrator: Set(Right.allCases)
        case .manager: Set(Right.allCases).subtracting([.peopleWrite, .workspaceWrite])
        case .analyst:
            [
                .insightRead, .answersRead, .answersWrite, .instrumentsWrite, .customersRead,
                .casesRead, .importRun, .exportRun, .peopleRead,
            ]
        case .agent:
            [
                .insightRead, .answersRead, .customersRead, .customersWrite, .personalRead,
                .casesRead, .casesWork, .peopleRead,
            ]
        case .auditor:
            [
                .insightRead, .answersRead, .customersRead, .casesRead, .peopleRead, .auditRead,
                .exportRun,
            ]
        case .viewer: [.insightRead]
        }
    }
}
