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
        let documents = desk.house.library.documents(in: "instruments")
        return Page(
            try documents.map { document in
                let read = try InstrumentDocument(document.text)
                return LibraryInstrument(
                    key: document.key, title: read.instrument.title,
                    purpose: read.instrument.purpose ?? read.instrument.title,
                    text: document.text)
            })
    }
}
