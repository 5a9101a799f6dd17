public import Base
public import Domain

/// Who acts. Rights are settled when the actor is made; nothing later widens them.
public struct Actor: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case user(ID<User>, role: Role)
        case token(ID<Token>)
        /// Someone who answers a questionnaire, known only by the link.
        case respondent
        /// A follower or a clock of Nuo itself.
        case system(String)
    }

    public let kind: Kind
    public let workspace: ID<Workspace>
    public let rights: Set<Right>

    public init(_ kind: Kind, workspace: ID<Workspace>, rights: Set<Right>) {
        self.kind = kind
        self.workspace = workspace
        self.rights = rights
    }

    public static func respondent(in workspace: ID<Workspace>) -> Actor {
        Actor(.respondent, workspace: workspace, rights: [])
    }

    /// Nuo itself, with every right.
    public static func system(_ name: String, in workspace: ID<Workspace>) -> Actor {
        Actor(.system(name), workspace: workspace, rights: Set(Right.allCases))
    }

    /// How events name the actor: `usr_…`, `tok_…`, `respondent`, `system:rules`.
    public var name: String {
        switch kind {
        case .user(let id, _): id.description
        case .token(let id): id.description
        case .respondent: "respondent"
        case .system(let name): "system:\(name)"
        }
    }

    public var user: ID<User>? {
        if case .user(let id, _) = kind { id } else { nil }
    }
}
