/// Sufficient statistics that can be added to and merged: a commutative monoid whose identity is
/// `init()`. One response, a million in parallel and rows a database already grouped all meet here.
public protocol Summary: Sendable {
    /// The summary of nothing.
    init()
    /// Adds what another summary has seen.
    mutating func merge(_ other: Self)
}

/// A summary from which a part can be taken away again, so that a corrected or erased answer does
/// not need a second pass over all others.
public protocol Reversible: Summary {
    /// Removes what another summary has seen; it must have been merged before.
    mutating func subtract(_ other: Self)
}

extension Summary {
    /// All parts as one.
    @inlinable
    public static func merging(_ parts: some Sequence<Self>) -> Self {
        var whole = Self()
        for part in parts { whole.merge(part) }
        return whole
    }
}
