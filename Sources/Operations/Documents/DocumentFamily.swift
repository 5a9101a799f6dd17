public import Base
public import Domain
public import Store

/// A kind of document that people edit as YAML: what its operations share.
public protocol DocumentFamily: Sendable {
    static var kind: Documents.Kind { get }

    /// Checks a document as its readers will; throws every fault it has.
    /// - Returns: its key and what it is called.
    static func check(_ document: JSON, _ library: Library) throws -> (key: String, name: Wording)

    /// Who reads and who writes the documents.
    static var readAccess: Access { get }
    static var writeAccess: Access { get }

    /// Checks what the document says of other documents.
    static func checkReferences(_ document: JSON, _ exists: References) throws
}

/// Whether a document of that kind and key is there.
public typealias References = (Documents.Kind, String) throws -> Bool

extension DocumentFamily {
    public static var readAccess: Access { .right(.casesRead) }
    public static var writeAccess: Access { .right(.rulesWrite) }

    public static func checkReferences(_ document: JSON, _ exists: References) throws {}

    /// What the kind is called in addresses: `processes`.
    public static var plural: String { kind.plural }
}

public enum ProcessDocuments: DocumentFamily {
    public static let kind = Documents.Kind.process

    public static func check(
        _ document: JSON, _ library: Library
    ) throws -> (key: String, name: Wording) {
        let process = try Process(document: document)
        return (process.key, process.name)
    }

    public static func checkReferences(_ document: JSON, _ exists: References) throws {
        let process = try Process(document: document)
        if let causes = process.causes, try !exists(.cause, causes) {
            throw Refusal.invalid("causes", "noSuchCauses", ["value": causes])
        }
    }
}

public enum CauseDocuments: DocumentFamily {
    public static let kind = Documents.Kind.cause

    public static func check(
        _ document: JSON, _ library: Library
    ) throws -> (key: String, name: Wording) {
        let tree = try CauseTree(document: document)
        return (tree.key, tree.name)
    }
}

public enum ChecklistDocuments: DocumentFamily {
    public static let kind = Documents.Kind.checklist

    public static func check(
        _ document: JSON, _ library: Library
    ) throws -> (key: String, name: Wording) {
        let list = try Checklist(document: document)
        return (list.key, list.name)
    }
}

public enum TalkDocuments: DocumentFamily {
    public static let kind = Documents.Kind.talk

    public static func check(
        _ document: JSON, _ library: Library
    ) throws -> (key: String, name: Wording) {
        let talk = try Talk(document: document)
        return (talk.key, talk.name)
    }
}

public enum ThemeDocuments: DocumentFamily {
    public static let kind = Documents.Kind.theme

    public static func check(
        _ document: JSON, _ library: Library
    ) throws -> (key: String, name: Wording) {
        let themes = try Themes(document: document)
        return (themes.key, themes.name)
    }
}

public enum PromiseDocuments: DocumentFamily {
    public static let kind = Documents.Kind.promise

    public static func check(
        _ document: JSON, _ library: Library
    ) throws -> (key: String, name: Wording) {
        let promise = try Promise(document: document)
        return (promise.key, promise.name)
    }

    public static func checkReferences(_ document: JSON, _ exists: References) throws {
        let promise = try Promise(document: document)
        let lines = promise.clocks + promise.levels.flatMap(\.clocks)
        for calendar in ([promise.calendar] + lines.map(\.calendar)).compactMap(\.self)
        where try !exists(.calendar, calendar) {
            throw Refusal.invalid("calendar", "noSuchCalendar", ["value": calendar])
        }
    }
}

public enum RuleDocuments: DocumentFamily {
    public static let kind = Documents.Kind.rule

    public static func check(
        _ document: JSON, _ library: Library
    ) throws -> (key: String, name: Wording) {
        let rule = try Rule(document: document)
        return (rule.key, rule.name)
    }

    public static func checkReferences(_ document: JSON, _ exists: References) throws {
        let rule = try Rule(document: document)
        for (index, action) in rule.actions.enumerated() {
            guard case .openCase(let opening) = action else { continue }
            let path = "do[\(index)].open_case"
            if try !exists(.process, opening.process) {
                throw Refusal.invalid(
                    path + ".process", "noSuchProcess", ["value": opening.process])
            }
            if let promise = opening.promise, try !exists(.promise, promise) {
                throw Refusal.invalid(path + ".promise", "noSuchPromise", ["value": promise])
            }
        }
    }
}

public enum CalendarDocuments: DocumentFamily {
    public static let kind = Documents.Kind.calendar

    public static func check(
        _ document: JSON, _ library: Library
    ) throws -> (key: String, name: Wording) {
        let heading = try DocumentHeading(document: document)
        // Someone who follows the word in a promise would not find this calendar.
        guard heading.key != "around_the_clock" else {
            throw Refusal.invalid("key", "reservedKey", ["value": heading.key])
        }
        _ = try BusinessCalendar(library: library, document: document)
        return (heading.key, heading.name)
    }
}
