import Base
import Domain

extension StageWords {
    /// The words that come with the program; none where the library has none.
    init(_ library: Library) {
        do {
            self.init(document: try library.json("stages/words.yaml") ?? .null)
        } catch {
            preconditionFailure("stages/words.yaml of the library cannot be read: \(error)")
        }
    }
}
