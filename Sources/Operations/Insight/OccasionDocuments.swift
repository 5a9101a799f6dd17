public import Base
import Domain
public import Store

/// Days on which something happened, which the trend marks.
public enum OccasionDocuments: DocumentFamily {
    public static let kind = Documents.Kind.occasion
    // Who reads numbers may know what happened meanwhile; who composes them writes it down.
    public static let readAccess = Access.right(.insightRead)
    public static let writeAccess = Access.right(.instrumentsWrite)

    public static func check(_ document: JSON, among others: DocumentSurroundings) throws {
        _ = try Occasions(document: document)
    }
}
