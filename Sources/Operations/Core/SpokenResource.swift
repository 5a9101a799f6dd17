public import Base

/// A resource that holds sentences of the interface: it is shown in the language of who asks.
public protocol SpokenResource: Resource {
    /// - Parameter say: a sentence of the language files, with its slots filled.
    func json(saying say: (String, [String: String]) -> String) -> JSON
}

extension SpokenResource {
    public var json: JSON { json { key, _ in key } }
}
