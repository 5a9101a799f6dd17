import Base
import Domain

extension StageWords {
    /// The words that come with the program; none where the library has none.
    init(_ library: Library) {
        guard let text = library.documents["stages/words.yaml"] else {
            self.init(document: .null)
            return
        }
        do {
            self.init(document: try YAMLDocument(parsing: text).json)
        } catch {
            preconditionFailure("stages/words.yaml of the library cannot be read: \(error)")
        }
    }
}
