public import Base
import Domain
public import Store

/// A kind of document that people edit as YAML: what its operations share.
public protocol DocumentFamily: Sendable {
    static var kind: Documents.Kind { get }

    /// Checks a document as its readers will, and what it says of others; throws every fault.
    static func check(_ document: JSON, among others: DocumentSurroundings) throws

    /// Who reads and who writes the documents.
    static var readAccess: Access { get }
    static var writeAccess: Access { get }
}

/// What a document is checked against.
public struct DocumentSurroundings {
    let library: Library
    /// Whether a document of that kind and key is there.
    let has: (Documents.Kind, String) throws -> Bool
}

extension DocumentFamily {
    public static var readAccess: Access { .right(.casesRead) }
    public static var writeAccess: Access { .right(.rulesWrite) }

    /// What the kind is called in addresses: `processes`.
    public static var plural: String { kind.plural }
}

public enum ProcessDocuments: DocumentFamily {
    public static let kind = Documents.Kind.process

    public static func check(_ document: JSON, among others: DocumentSurroundings) throws {
        let process = try Process(document: document)
        if let causes = process.causes, try !others.has(.cause, causes) {
            throw Refusal.invalid("causes", "noSuchCauses", ["value": causes])
        }
        for calendar in process.calendars(teamCalendar: nil).sorted()
        where try !others.has(.calendar, calendar) {
            throw Refusal.invalid("steps", "noSuchCalendar", ["value": calendar])
        }
    }
}

public enum CauseDocuments: DocumentFamily {
    public static let kind = Documents.Kind.cause

    public static func check(_ document: JSON, among others: DocumentSurroundings) throws {
        _ = try CauseTree(document: document)
    }
}

public enum ChecklistDocuments: DocumentFamily {
    public static let kind = Documents.Kind.checklist

    public static func check(_ document: JSON, among others: DocumentSurroundings) throws {
        _ = try Checklist(document: document)
    }
}

public enum TalkDocuments: DocumentFamily {
    public static let kind = Documents.Kind.talk

    public static func check(_ document: JSON, among others: DocumentSurroundings) throws {
        _ = try Talk(document: document)
    }
}

public enum ThemeDocuments: DocumentFamily {
    public static let kind = Documents.Kind.theme

    public static func check(_ document: JSON, among others: DocumentSurroundings) throws {
        _ = try Themes(document: document)
    }
}

public enum PromiseDocuments: DocumentFamily {
    public static let kind = Documents.Kind.promise

    public static func check(_ document: JSON, among others: DocumentSurroundings) throws {
        let promise = try Promise(document: document)
        let lines = promise.clocks + promise.levels.flatMap(\.clocks)
        for calendar in ([promise.calendar] + lines.map(\.calendar)).compactMap(\.self)
        where try !others.has(.calendar, calendar) {
            throw Refusal.invalid("calendar", "noSuchCalendar", ["value": calendar])
        }
    }
}

public enum RuleDocuments: DocumentFamily {
    public static let kind = Documents.Kind.rule

    public static func check(_ document: JSON, among others: DocumentSurroundings) throws {
        let rule = try Rule(document: document)
        for (index, action) in rule.actions.enumerated() {
            guard case .openCase(let opening) = action else { continue }
            let path = "do[\(index)].open_case"
            if try !others.has(.process, opening.process) {
                throw Refusal.invalid(
                    path + ".process", "noSuchProcess", ["value": opening.process])
            }
            if let promise = opening.promise, try !others.has(.promise, promise) {
                throw Refusal.invalid(path + ".promise", "noSuchPromise", ["value": promise])
            }
        }
    }
}

public enum CalendarDocuments: DocumentFamily {
    public static let kind = Documents.Kind.calendar

    public static func check(_ document: JSON, among others: DocumentSurroundings) throws {
        let heading = try DocumentHeading(document: document)
        // Someone who follows the word in a promise would not find this calendar.
        guard heading.key != "around_the_clock" else {
            throw Refusal.invalid("key", "reservedKey", ["value": heading.key])
        }
        _ = try BusinessCalendar(library: others.library, document: document)
    }
}
