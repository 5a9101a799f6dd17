import Testing

@testable import Language

/// Drafts of our own. `[kind:…]` marks what should be said better.
@Suite struct WordingCoachTests {
    private static let coach = WordingCoach(
        chinese: Shelf.file("coach-zh.txt"), english: Shelf.file("coach-en.txt"),
        folding: Shelf.folding)

    private static let drafts = [
        "[negative:没办法]，[cold:公司规定]。", "这个[negative:不行]，[blame:您应该]早点说。", "[blame:你自己]没看清。",
        "[promise:保证]今天送到。", "我们会[promise:尽快]处理。",
        "[pronoun:你]的[jargon:工单]已[jargon:转派][jargon:二线]。",
        "您好，能不能告诉我订单号？", "您无法登录的问题我来查。", "母亲节快乐，感谢您亲自来电。", "不一定要来门店，保证金会退。",
        "[cold:亲]，等一下[tone:哦][tone:！！]", "您好，王女士，我理解您的着急，非常抱歉。我已为您申请退款，今天18点前到账。您看可以吗？谢谢您。",
        "這件事[blame:不歸我管]。", "The item is [negative:sold out].", "[negative:You must] send a photo.",
        "[blame:You should have] read the label.", "It is [blame:not our fault], [cold:calm down].",
        "Your [jargon:ticket] is with [jargon:Tier 2].", "We will reply [promise:soon].",
        "This will [promise:definitely] work[tone:!!]",
        "I am sorry that you cannot log in. I will check it today.",
        "Your plane ticket is attached.",
        "[cold:Dear customer], we got your letter.", "Make sure the light is green.",
        "This canister is fine; the canned food too.",
    ]

    private static func parted(_ marked: String) -> (text: String, wanted: [String]) {
        var text = ""
        var wanted: [String] = []
        for (number, piece) in marked.split(separator: "[", omittingEmptySubsequences: false)
            .enumerated()
        {
            guard number > 0, let colon = piece.firstIndex(of: ":"),
                let close = piece.firstIndex(of: "]")
            else {
                text += piece
                continue
            }
            let word = piece[piece.index(after: colon)..<close]
            wanted.append("\(piece[..<colon]) \(word)")
            text += word + piece[piece.index(after: close)...]
        }
        return (text, wanted)
    }

    @Test(arguments: drafts)
    func pointsToWhatIsMarkedAndNothingElse(_ marked: String) {
        let (text, wanted) = Self.parted(marked)
        let bytes = Array(text.utf8)
        let advice = Self.coach.reading(of: bytes).advice
        #expect(
            advice.map { "\($0.fault) " + String(decoding: bytes[$0.range], as: UTF8.self) }
                == wanted)
        #expect(advice.allSatisfy { !$0.better.isEmpty })
    }

    @Test func tellsWhatAReplyLacks() {
        let expected: [WordingCoach.Part] = [.greeting, .empathy, .apology, .step, .time]
        func missing(_ text: String) -> [WordingCoach.Part] {
            Self.coach.reading(of: Array(text.utf8)).missing(of: expected)
        }
        #expect(missing("已收到。") == expected)
        #expect(missing("您好，非常抱歉，我会核实。") == [.empathy, .time])
        #expect(missing("您好，我理解您的心情，非常抱歉，我会在今天下午给您回复。") == [])
        #expect(missing("Dear Ms Chen, I am sorry, I will check it.") == [.empathy, .time])
        #expect(
            missing("Hello, I can see why you are upset. I am sorry. I'll call you by noon.") == [])
    }

    @Test func everyKindHasWordsInBothLanguages() {
        for file in ["coach-zh.txt", "coach-en.txt"] {
            let kinds = Set(
                Shelf.file(file).split(separator: 0x0A).compactMap {
                    $0.split(separator: 0x20).first.map { String(decoding: $0, as: UTF8.self) }
                })
            for fault in WordingCoach.Fault.allCases where fault != .pronoun {
                #expect(kinds.contains(fault.rawValue), "\(file) \(fault)")
            }
            for part in WordingCoach.Part.allCases {
                #expect(kinds.contains(part.rawValue), "\(file) \(part)")
            }
        }
    }

    @Test(arguments: ["不行", "can't ", "您", "!", "亲"])
    func repetitionIsLinear(_ piece: String) {
        var bytes: [UInt8] = []
        while bytes.count < 1_000_000 { bytes += Array(piece.utf8) }
        #expect(
            Self.coach.reading(of: bytes).advice.allSatisfy { $0.range.upperBound <= bytes.count })
    }
}
