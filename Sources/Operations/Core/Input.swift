public import Base

/// An operation's input after its check: reading a field declared as required cannot fail, and an
/// id that is well-formed but of no kind is refused here.
public struct Input: Sendable {
    public let fields: JSON.Object

    /// - Throws: `Refusal.invalid` with every fault found.
    public init(_ raw: JSON.Object, as declared: [Field]) throws(Refusal) {
        var faults: [Refusal.Fault] = []
        fields = Shape.check(raw, declared, at: "", faults: &faults)
        guard faults.isEmpty else { throw .invalid(faults) }
    }

    public subscript(_ name: String) -> JSON? { fields[name] }

    public func text(_ name: String) -> String { textOrNil(name) ?? missing(name) }
    public func textOrNil(_ name: String) -> String? { fields[name]?.string }
    public func number(_ name: String) -> Double { numberOrNil(name) ?? missing(name) }
    public func numberOrNil(_ name: String) -> Double? { fields[name]?.number }
    public func integer(_ name: String) -> Int { integerOrNil(name) ?? missing(name) }
    public func integerOrNil(_ name: String) -> Int? { fields[name]?.integer }
    /// False when left out, as an unticked box is.
    public func bool(_ name: String) -> Bool { fields[name]?.bool ?? false }
    public func object(_ name: String) -> JSON.Object { fields[name]?.object ?? JSON.Object() }
    public func texts(_ name: String) -> [String] {
        fields[name]?.array?.compactMap(\.string) ?? []
    }

    public func id<Kind>(_ name: String, _: Kind.Type = Kind.self) throws(Refusal) -> ID<Kind> {
        let id: ID<Kind>? = try idOrNil(name)
        return id ?? missing(name)
    }

    public func idOrNil<Kind>(
        _ name: String, _: Kind.Type = Kind.self
    ) throws(Refusal) -> ID<Kind>? {
        guard let text = textOrNil(name) else { return nil }
        guard let id = ID<Kind>(text) else {
            throw .invalid(name, "notAnID", ["prefix": Kind.idPrefix])
        }
        return id
    }

    public func instantOrNil(_ name: String) -> Instant? {
        textOrNil(name).flatMap(Instant.init(iso8601:))
    }

    private func missing<T>(_ name: String) -> T {
        preconditionFailure("\(name) was read as required but is not declared so")
    }
}
