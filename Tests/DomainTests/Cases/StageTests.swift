import Base
import Domain
import Testing

@Suite struct StageTests {
    let words: StageWords

    init() throws { words = StageWords(document: try library("stages/words.yaml")) }

    @Test(
        arguments: [
            ("我要找律师起诉你们", Stage.escalation), ("再不处理我就投诉", .complaint),
            ("叫你们经理来，我要退款", .latentComplaint), ("服务太慢，很失望", .grumble),
            ("我等了两天了", .turning), ("I will sue you.", .escalation),
            ("I want to speak to a manager", .latentComplaint), ("So disappointed!", .grumble),
        ])
    func wordsGiveAStageAway(text: String, stage: Stage) {
        #expect(words.stage(of: text)?.stage == stage)
    }

    @Test(arguments: ["There is an issue with my order", "谢谢，很好", "I was pursued", ""])
    func aPartOfAWordIsNoSign(text: String) {
        #expect(words.stage(of: text) == nil)
    }

    @Test func theFurthestSignIsSuggestedAndOnlyIfItIsFurther() throws {
        let bench = try CaseBench()
        var (one, _) = try bench.open()
        func suggest(_ text: String, _ unanswered: Int = 1) -> (stage: Stage, reason: String)? {
            one.suggestedStage(text, unanswered: unanswered, by: words, at: bench.at(1))
        }
        #expect(suggest("fine")?.stage == .latent, "feedback opened it")
        let far = suggest("I am disappointed and call my lawyer")
        #expect(far?.stage == .escalation && far?.reason == "word:lawyer")
        #expect(suggest("hm", 3)?.reason == "askedAgain")
        _ = try one.perform(.sense(.complaint, reason: "phone call"), in: bench.context(2))
        #expect(suggest("I am disappointed") == nil)
        #expect(suggest("You will hear from my lawyer")?.stage == .escalation)
        let late = one.suggestedStage("x", unanswered: 1, by: words, at: bench.at(3_000))
        #expect(late == nil, "waiting is less than what is known")
        // A person may say that it is better again.
        let back = try one.perform(.sense(.turning, reason: "calmed down"), in: bench.context(3))
        #expect(back.events.first?.body["advanced"] == false)
    }
}
