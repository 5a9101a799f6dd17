public import Base

/// A resource that holds sentences of the interface: it is shown in the language of who asks.
public protocol SpokenResource: Resource {
    /// - Parameter say: a sentence of the language files, with its slots filled.
    func json(saying say: (String, [String: String]) -> String) -> JSON

    /// What was kept of an answer for a repeated request, in the language of who asks again.
    static func json(
        _ json: JSON, sayingAgain say: (String, [String: String]) -> String
    ) -> JSON
}

extension SpokenResource {
    public var json: JSON { json { key, _ in key } }

    /// Only what is written is kept; what is only read is made anew each time.
    public static func json(
        _ json: JSON, sayingAgain _: (String, [String: String]) -> String
    ) -> JSON { json }
}
