import Base
import Domain
import Testing

/// When a model learns anew by itself.
@Suite struct TextModelTests {
    private static func model(_ version: Int, hits: Int) -> TextModel {
        TextModel(
            .tag, version: version, at: Instant(microseconds: 0), author: "test", texts: 100,
            answered: 50, hits: hits, simpleHits: 30)
    }

    @Test func aFifthThatIsNewIsEnoughAndAHandfulIsNot() {
        func isDue(_ texts: Int, _ new: Int) -> Bool {
            TextModel.Growth(texts: texts, new: new).isDue(.tag)
        }
        #expect(!isDue(49, 49) && isDue(50, 50))
        #expect(!isDue(60, 19) && isDue(60, 20))
        #expect(!isDue(1_000, 199) && isDue(1_000, 200) && !isDue(1_001, 200))
        #expect(!TextModel.Growth(texts: 99, new: 99).isDue(.mood))
        #expect(TextModel.Growth(texts: 100, new: 100).isDue(.mood))
    }

    @Test func whoWentBackIsNotOverruled() {
        #expect(TextModel.learnsAlone([], used: 0))
        #expect(TextModel.learnsAlone([Self.model(1, hits: 40)], used: 1))
        #expect(!TextModel.learnsAlone([Self.model(1, hits: 40)], used: 0))
        #expect(
            !TextModel.learnsAlone([Self.model(2, hits: 45), Self.model(1, hits: 40)], used: 1))
        #expect(
            TextModel.learnsAlone([Self.model(2, hits: 20), Self.model(1, hits: 40)], used: 1),
            "the second was not worth using")
        #expect(TextModel.learnsAlone([Self.model(1, hits: 20)], used: 0))
    }
}
