public import Base
public import Domain

/// One intention of a user, as a value. Its declaration is all there is: the API route, the form,
/// the command line, the permission check and the OpenAPI document are projections of it.
public protocol Operation: Sendable {
    associatedtype Output: Resource

    /// `cases.close`: the name in the OpenAPI document, in metrics and logs.
    static var name: String { get }
    /// One English sentence for the reader of the API document.
    static var summary: String { get }
    static var access: Access { get }
    /// The fields of the input; an input that does not fit is refused before `init` sees it.
    static var input: [Field] { get }

    /// - Parameter input: checked against `Self.input`.
    init(_ input: Input) throws

    func perform(on desk: Desk) async throws -> Output
}

/// Who may perform an operation or open a page.
public enum Access: Hashable, Sendable {
    /// No sign-in: the answering page and what it posts.
    case anyone
    /// Any signed-in person, whatever the role.
    case signedIn
    case right(Right)

    public func allows(_ actor: Actor) -> Bool {
        switch (self, actor.kind) {
        case (.anyone, _): true
        case (.signedIn, .user), (.signedIn, .system): true
        case (.signedIn, _): false
        case (.right(let right), _): actor.rights.contains(right)
        }
    }
}

/// What an operation returns and how it looks from outside.
public protocol Resource: Sendable {
    static var shape: Shape { get }
    var json: JSON { get }
}

/// The output of an operation that has nothing to tell but that it is done.
public struct Done: Resource {
    public init() {}
    public static let shape = Shape.object([])
    public var json: JSON { [:] }
}

/// One page of a list, with the cursor of the next.
public struct Page<Element: Resource>: Resource {
    public let items: [Element]
    /// Opaque; nil on the last page.
    public let nextCursor: String?

    public init(_ items: [Element], nextCursor: String? = nil) {
        self.items = items
        self.nextCursor = nextCursor
    }

    public static var shape: Shape {
        .object([
            Field("items", .array(Element.shape)),
            Field("nextCursor", .text(), .optional),
        ])
    }

    public var json: JSON {
        ["items": .array(items.map(\.json)), "nextCursor": .optional(nextCursor)]
    }
}
