public import Base

/// The rights of an API token, as text and back.
public enum Scopes {
    /// - Throws: `Refusal` at `scopes` when none is named, one is unknown, or one is more than
    ///   the token's maker has.
    public static func checked(
        _ texts: [String], within rights: Set<Right>
    ) throws(Refusal) -> Set<Right> {
        var scopes: Set<Right> = []
        var faults: [Refusal.Fault] = []
        for (place, text) in texts.enumerated() {
            guard let right = Right(rawValue: text) else {
                faults.append(.init("scopes[\(place)]", "noSuchScope", ["scope": text]))
                continue
            }
            guard rights.contains(right) else {
                faults.append(.init("scopes[\(place)]", "scopeBeyondOwn", ["scope": text]))
                continue
            }
            scopes.insert(right)
        }
        if texts.isEmpty { faults.append(.init("scopes", "required")) }
        guard faults.isEmpty else { throw .invalid(faults) }
        return scopes
    }

    /// As stored: names in order, a space between.
    public static func text(_ scopes: Set<Right>) -> String {
        ordered(scopes).joined(separator: " ")
    }

    /// A scope that this version no longer knows gives nothing.
    public static func stored(_ text: String) -> Set<Right> {
        Set(text.split(separator: " ").compactMap { Right(rawValue: String($0)) })
    }

    public static func ordered(_ scopes: Set<Right>) -> [String] {
        Right.allCases.filter(scopes.contains).map(\.rawValue)
    }
}
