import Base
import Domain

/// The questionnaires that come with the program, to be copied.
public struct ListInstrumentLibrary: Operation {
    public static let name = "instruments.library"
    public static let summary = "List the built-in questionnaires that can be copied."
    public static let access = Access.right(.answersRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<LibraryInstrument> {
        Page(try desk.house.instruments.builtIn(of: desk.house.library))
    }
}
