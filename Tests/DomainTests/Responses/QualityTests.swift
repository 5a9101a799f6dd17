import YAMLSupport
import Base
import Domain
import Testing

@Suite struct QualityTests {
    private static func evidence(
        _ id: Int64, after seconds: Int64, _ change: (inout Quality.Evidence) -> Void = { _ in }
    ) -> Quality.Evidence {
        var one = Quality.Evidence(
            id: ID(raw: id), at: Instant(seconds: 1_772_442_000 + seconds), seconds: 60)
        change(&one)
        return one
    }

    @Test func theMedianSaysNothingBelowThirtyTimes() throws {
        let few = try #require(Quality.Baseline(Array(repeating: 100, count: 29)))
        #expect(few.leastSeconds == nil)
        let enough = try #require(Quality.Baseline([1, 1_000] + Array(repeating: 100, count: 28)))
        #expect(enough.medianSeconds == 100 && enough.leastSeconds == 40)
        #expect(Quality.Baseline([3, 1, 2, 10])?.medianSeconds == 2.5)
        #expect(Quality.Baseline([]) == nil)
        var judge = Quality.Judge(enough)
        #expect(judge.flags(of: Self.evidence(1, after: 0) { $0.seconds = 39.9 }) == [.speeder])
        #expect(judge.flags(of: Self.evidence(2, after: 0) { $0.seconds = 40 }).isEmpty)
        #expect(judge.flags(of: Self.evidence(3, after: 0) { $0.seconds = nil }).isEmpty)
    }

    @Test func ofTwoThatAreTheSameTheEarlierStands() {
        var judge = Quality.Judge(nil)
        func device(_ id: Int64, _ after: Int64, _ name: String) -> Set<Quality.Flag> {
            judge.flags(of: Self.evidence(id, after: after) { $0.device = name })
        }
        #expect(device(1, 0, "a").isEmpty)
        #expect(device(2, 86_400, "a") == [.duplicate], "within a day")
        #expect(device(3, 86_400 * 2 + 1, "a").isEmpty, "a day and a second later")
        #expect(device(4, 86_400 * 2 + 2, "b").isEmpty)
        var digests = Quality.Judge(nil)
        func digest(_ id: Int64, _ after: Int64) -> Set<Quality.Flag> {
            digests.flags(of: Self.evidence(id, after: after) { $0.digest = "x" })
        }
        #expect(digest(1, 0).isEmpty && digest(2, 600) == [.duplicate] && digest(3, 1_201).isEmpty)
    }

    private static let document = """
        key: attentive
        title: {zh: 专心, en: Attentive}
        pages:
          - items:
              - key: battery
                kind: matrix
                title: {zh: 服务, en: Service}
                scale: {points: 5, labels: {1: {zh: 差, en: Poor}, 5: {zh: 好, en: Good}}}
                expect: {check: 2}
                rows:
                  - {code: a, title: {zh: 甲, en: A}}
                  - {code: b, title: {zh: 乙, en: B}}
                  - {code: c, title: {zh: 丙, en: C}}
                  - {code: check, title: {zh: 请选 2, en: Choose 2 here}}
              - key: blue
                kind: single
                title: {zh: 请选蓝色, en: Choose blue}
                expect: blue
                options:
                  - {code: red, title: {zh: 红, en: Red}}
                  - {code: blue, title: {zh: 蓝, en: Blue}}
        """

    private static func instrument(_ text: String = document) throws -> Instrument {
        try Instrument(document: try tree(text))
    }

    @Test func straightLinesAndAttentionAreReadFromTheDocument() throws {
        let instrument = try Self.instrument()
        func battery(_ values: [String: Int]) -> JSON.Object {
            let rows = values.sorted { $0.key < $1.key }.map {
                JSON.Object.Member(key: $0.key, value: .integer($0.value))
            }
            return JSON.Object([.init(key: "battery", value: .object(JSON.Object(rows)))])
        }
        let straight = battery(["a": 5, "b": 5, "c": 5, "check": 5])
        #expect(instrument.isStraight(straight) && instrument.isInattentive(straight))
        let careful = battery(["a": 5, "b": 5, "c": 5, "check": 2])
        #expect(!instrument.isStraight(careful) && !instrument.isInattentive(careful))
        #expect(!instrument.isStraight(battery(["a": 5, "b": 5, "c": 5])), "three lines are few")
        #expect(!instrument.isStraight(JSON.Object()) && !instrument.isInattentive(JSON.Object()))
        let red = JSON.Object([.init(key: "blue", value: "red")])
        #expect(instrument.isInattentive(red))
        #expect(instrument.distinctness(careful) == 4 && instrument.distinctness(red) == 1)
    }

    @Test func whatIsExpectedMustBeAnAnswer() {
        for (text, code) in [
            ("expect: green", "expectUnfit"), ("expect: [blue]", "expectUnfit"),
        ] {
            let wrong = Self.document.replacing("expect: blue", with: text)
            do {
                _ = try Self.instrument(wrong)
                Issue.record("\(text) is taken")
            } catch let refusal as Refusal {
                #expect(refusal.faults.map(\.code) == [code], "\(text)")
            } catch {
                Issue.record("\(error)")
            }
        }
    }
}
