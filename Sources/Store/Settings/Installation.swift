public import Base
public import Domain

extension ID where Kind == Workspace {
    /// Rows that belong to no workspace but to the installation: cursors, leases, its settings.
    public static var installation: ID<Workspace> { ID(raw: 0) }
}
