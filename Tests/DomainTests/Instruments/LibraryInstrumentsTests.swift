import Base
import Foundation
import Testing

@testable import Domain

@Suite struct LibraryInstrumentsTests {
    static let keys = [
        "airline-journey", "ces", "competency-check", "complaint-follow-up", "course-evaluation",
        "credit-5c", "credit-5p", "csat-after-service", "ecsi", "enps", "gap-managers",
        "gap-staff", "kano", "lost-customer", "maslow", "mystery-visit", "nps",
        "nps-transaction", "qa-scorecard", "satisfaction-indicators", "satisfaction-layers",
        "servperf", "servqual", "support-csat", "touchpoint-pulse", "training-quiz", "two-factor",
    ]
    /// Those whose answers are read by a method of their own and have no single score.
    static let unscored = ["kano"]

    static func instrument(_ key: String) throws -> Instrument {
        try Instrument(document: library("instruments/\(key).yaml"))
    }

    @Test func everyDocumentOfTheFolderIsTested() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Resources/library/instruments")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.sorted() == Self.keys.map { "\($0).yaml" }.sorted())
    }

    @Test(arguments: keys)
    func isSoundAndSpeaksBothLanguages(key: String) throws {
        let instrument = try Self.instrument(key)
        #expect(instrument.key == key)
        #expect(instrument.languages == ["zh", "en"])
        #expect(instrument.purpose != nil)
        #expect((instrument.scoring == nil) == Self.unscored.contains(key))
        #expect(instrument.thanks.last?.condition == nil, "everyone is thanked")
        var words: [Wording] = [instrument.title]
        for item in instrument.items {
            words.append(item.title)
            if let help = item.help { words.append(help) }
            words += (item.options + item.sides + item.rows).map(\.title)
            words += item.options.flatMap(\.groups)
            words += item.rows.compactMap(\.ends).flatMap { [$0.low, $0.high] }
            words += item.rules.map(\.message)
            if let scale = item.scale { words += scale.labels.values }
        }
        words += instrument.thanks.compactMap(\.text)
        words += instrument.computed.map(\.title) + instrument.pages.compactMap(\.title)
        words += instrument.pages.flatMap(\.jumps).compactMap(\.text)
        for word in words {
            #expect(word.zh != word.en)
            #expect(
                word.zh.unicodeScalars.contains { $0.value > 0x2E80 }, Comment(rawValue: word.zh))
            #expect(
                word.en.unicodeScalars.allSatisfy { $0.value < 0x2E80 }, Comment(rawValue: word.en))
        }
    }

    @Test func servqualHoldsTwentyTwoPairsAndTheirWeights() throws {
        let instrument = try Self.instrument("servqual")
        let pairs = instrument.items.filter { $0.kind == .pairs }
        #expect(pairs.map(\.rows.count) == [4, 5, 4, 4, 5])
        #expect(pairs.allSatisfy { $0.sides.map(\.code) == ["expectation", "perception"] })
        #expect(instrument[item: "weights"]?.rows.map(\.code) == pairs.map(\.key))
        var answers = JSON.Object()
        for (place, item) in pairs.enumerated() {
            var rows = JSON.Object()
            for cell in item.cells {
                let isExpected = cell.path[1] == "expectation"
                rows.put(.integer(isExpected ? 6 : 6 - place), at: cell.path)
            }
            answers.append(item.key, .object(rows))
        }
        answers.append(
            "weights",
            [
                "tangibles": 10, "reliability": 40, "responsiveness": 20, "assurance": 20,
                "empathy": 10,
            ])
        answers.append("overall", 4)
        let checked = try instrument.check(answers: .object(answers))
        let computed = Answering(instrument, answers: checked.values).computed
        #expect(computed["gap_reliability"] == -1)
        #expect(computed["gap_empathy"] == -4)
        // 10·0 + 40·1 + 20·2 + 20·3 + 10·4 = 180 hundredths.
        #expect(computed["weighted_gap"] == -1.8)
        #expect(checked.score == 4)
    }

    @Test func ecsiAsksTwentyFourQuestionsOnTenSteps() throws {
        let instrument = try Self.instrument("ecsi")
        let rated = instrument.items.filter { $0.kind == .matrix || $0.key == "complaint_handling" }
        #expect(rated.flatMap(\.cells).count == 24)
        #expect(rated.allSatisfy { $0.scale?.steps == 1...10 })
    }

    @Test func aGraveFaultFailsTheQualityCheckAndWhatDoesNotApplyIsLeftOut() throws {
        let instrument = try Self.instrument("qa-scorecard")
        var answers = JSON.Object()
        for item in instrument.items where item.kind == .yesNo {
            answers.append(
                item.key, item.key == "empathy" ? .null : item.key == "record" ? false : true)
        }
        answers["grave"] = ["none"]
        let good = try instrument.check(answers: .object(answers))
        // 85 of 90 points.
        #expect(good.score == 94.4)
        answers["grave"] = ["privacy"]
        let grave = try instrument.check(answers: .object(answers))
        #expect(grave.score == 0)
        let answering = Answering(instrument, answers: grave.values)
        #expect(answering.thanks == instrument.thanks[0].text)
    }

    @Test func theQuizIsMarkedAtOnce() throws {
        let instrument = try Self.instrument("training-quiz")
        let right: JSON = [
            "first_step": "listen", "apology": "own", "promise": "keepable", "limit": "escalate",
            "close": "answered",
        ]
        let checked = try instrument.check(answers: right)
        #expect(checked.score == 80)
        let answering = Answering(instrument, answers: checked.values)
        let text = try #require(answering.thanks)
        #expect(answering.fill(text, "en") == "You scored 80 and have passed.")
    }

    @Test func theAirlineJourneyHoldsTheWholeSurvey() throws {
        let instrument = try Self.instrument("airline-journey")
        let rated = instrument.items.filter { $0.kind == .rating }
        #expect(rated.count == 14)
        #expect(rated.allSatisfy { $0.allowsNotApplicable && $0.scale?.steps == 1...5 })
        #expect(instrument.scoring?.metric == .share)
        #expect(
            instrument.hidden.map(\.key) == [
                "customer", "gender", "customer_type", "age", "travel_type", "class", "distance",
                "departure_delay", "arrival_delay",
            ])
    }
}
