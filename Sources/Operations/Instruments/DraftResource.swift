public import Base
public import Domain
import SQL
import Store

/// A questionnaire's document while it is being written; nobody answers it before it is published.
public struct DraftResource: Resource {
    public let id: ID<Instrument>
    /// 0 where nothing was changed since the published version.
    public let revision: Int
    /// The version that it was begun from; 0 where none is published.
    public let base: Int
    /// The newest published version; nil where there is none.
    public let published: Int?
    public let title: Wording
    public let text: String
    public let author: String
    public let changedAt: Instant
    /// How many changes can be taken back.
    public let steps: Int
    /// The document's values; nil where the text is no YAML.
    public let document: JSON?
    /// What stands in the way of publishing; empty where nothing does.
    public let faults: [Refusal.Fault]
    /// What it makes; nil while there are faults.
    public let instrument: Instrument?

    init(
        _ stored: InstrumentDrafts.Stored, published: Int?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        id = stored.instrument
        revision = stored.revision
        base = stored.base
        self.published = published
        title = stored.title
        text = stored.text
        author = stored.author
        changedAt = stored.changedAt
        steps = try InstrumentDrafts.steps(of: stored.instrument, in: workspace, on: connection)
        var json: JSON?
        var read: Instrument?
        var found: [Refusal.Fault] = []
        do {
            let yaml = try InstrumentDocument.yaml(stored.text)
            json = yaml.json
            let sound = try InstrumentDocument(stored.text, yaml)
            try sound.requirePictures(in: workspace, on: connection)
            read = sound.instrument
        } catch let refusal as Refusal {
            found = refusal.faults
        }
        (document, instrument, faults) = (json, read, found)
    }

    /// Whether another version was published since it was begun.
    public var isBehind: Bool { published.map { $0 != base } ?? false }

    public static let shape = Shape.object([
        Field("id", .id(Instrument.idPrefix)),
        Field("revision", .integer(0...1_000_000), .required, "Send it with the next change."),
        Field("base", .integer(0...1_000_000), .required, "The version it was begun from."),
        Field("published", .integer(1...1_000_000), .optional, "The version that is answered."),
        Field("document", .document(), .required, "The YAML text."),
        Field("author", .text(max: 64)),
        Field("changedAt", .instant),
        Field("steps", .integer(0...1_000), .required, "How many changes can be taken back."),
        Field("faults", .array(.faultOfDocument)),
    ])

    public var json: JSON {
        [
            "id": .string(id.description), "revision": .integer(revision),
            "base": .integer(base), "published": published.map { .integer($0) } ?? .null,
            "document": .string(text), "author": .string(author),
            "changedAt": .string(changedAt.iso8601), "steps": .integer(steps),
            "faults": .array(faults.map(\.ofDocument)),
        ]
    }
}

extension Shape {
    static let faultOfDocument = Shape.object([
        Field("path", .text(), .required, "With the line: `document:12 pages[0].items[1].kind`."),
        Field("code", .text()),
        Field("values", .map(.text()), .required, "What the code's sentence is filled with."),
    ])
}

extension Refusal.Fault {
    var ofDocument: JSON {
        let values = values.sorted { $0.key < $1.key }
            .map { JSON.Object.Member(key: $0.key, value: .string($0.value)) }
        return [
            "path": .string(path), "code": .string(code), "values": .object(JSON.Object(values)),
        ]
    }

    /// The path in the document, without the line before it.
    public var documentPath: String {
        guard path.hasPrefix("document:") else { return path }
        return path.firstIndex(of: " ").map { String(path[path.index(after: $0)...]) } ?? ""
    }
}

extension Desk {
    /// The draft of a questionnaire; where there is none, the published version as a draft of
    /// revision 0.
    func draft(of id: ID<Instrument>, on connection: any Connection) throws -> DraftResource {
        let (stored, published) = try InstrumentDrafts.current(id, in: workspace, on: connection)
        return try DraftResource(stored, published: published, in: workspace, on: connection)
    }
}

extension InstrumentDrafts {
    /// What is being written, or the published version where nobody has begun to.
    static func current(
        _ id: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> (draft: Stored, published: Int?) {
        let head = try Instruments.find(id, in: workspace, on: connection)
        if let draft = try find(id, in: workspace, on: connection) {
            return (draft, head?.version)
        }
        guard let head,
            let version = try Instruments.version(
                head.version, of: id, in: workspace, on: connection)
        else { throw Refusal(.notFound, "noSuchInstrument") }
        let draft = Stored(
            instrument: id, revision: 0, base: head.version, title: head.title,
            text: version.text, author: version.author, changedAt: version.at)
        return (draft, head.version)
    }

    /// What a text calls itself, as far as it can be read.
    static func title(of text: String) -> Wording {
        let title = (try? YAMLDocument(parsing: text).json)?["title"]
        let any = title?.string ?? title?["en"]?.string ?? title?["zh"]?.string ?? ""
        return Wording(zh: title?["zh"]?.string ?? any, en: title?["en"]?.string ?? any)
    }
}
