public import Base
public import Mustache

/// The page templates of one language. `[[key]]` in a template is the language's sentence, put in
/// once at start: rendering costs nothing for it and a missing one stops the start.
public struct Views: Sendable {
    public let words: Words
    private let library: MustacheLibrary

    public struct Fault: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Parameter templates: path without ending (`cases/queue`) → mustache text.
    public init(templates: [String: String], words: Words) throws {
        MustacheContentTypes.register(Markup(), named: "MARKUP")
        var library = MustacheLibrary()
        for (name, text) in templates {
            do {
                // Said in each, for a template inside another begins with the library's own.
                try library.register(
                    "{{% CONTENT_TYPE: MARKUP}}\n" + Views.worded(text, in: name, words),
                    named: name)
            } catch let fault as Fault {
                throw fault
            } catch {
                throw Fault(description: "template \(name): \(error)")
            }
        }
        self.library = library
        self.words = words
    }

    /// - Parameters:
    ///   - languages: `zh` and `en` → the words' document.
    ///   - templates: as above.
    public static func inEach(
        _ languages: [String: JSON], templates: [String: String]
    ) throws -> [String: Views] {
        var all: [String: Views] = [:]
        for (language, document) in languages {
            let words = Words(language: language, document: document)
            all[language] = try Views(templates: templates, words: words)
        }
        return all
    }

    public func render(_ template: String, _ context: JSON) -> String {
        guard let html = library.render(context, withTemplate: template) else {
            preconditionFailure("there is no template \(template)")
        }
        return html
    }

    private static func worded(
        _ text: String, in template: String, _ words: Words
    ) throws(Fault) -> String {
        var out = ""
        var rest = Substring(text)
        while let open = rest.firstRange(of: "[[") {
            guard let close = rest[open.upperBound...].firstRange(of: "]]") else { break }
            let key = String(rest[open.upperBound..<close.lowerBound])
            guard words.contains(key) else {
                throw Fault(
                    description: "template \(template): no sentence \(key) in \(words.language)")
            }
            out += rest[..<open.lowerBound] + words[key].escapedMarkup
            rest = rest[close.upperBound...]
        }
        return out + rest
    }
}

/// How values are written into a page. The library's own way goes by characters, and one that is a
/// quotation mark with an accent slips through it.
private struct Markup: MustacheContentType {
    func escapeText(_ text: String) -> String { text.escapedMarkup }
}

/// JSON is the context of every template. A member that is null hides the same name further out,
/// where mustache would go on looking.
extension JSON: MustacheParent {
    public func child(named name: String) -> Any? { self[name].map(\.forMustache) }

    private var forMustache: Any {
        switch self {
        case .null: Nothing()
        case .bool(let value): value
        case .number: text
        case .string(let value): value
        case .array(let elements): elements.map(\.forMustache)
        case .object: self
        }
    }

    private struct Nothing: MustacheCustomRepresentation {
        var representation: Any? { nil }
    }
}
