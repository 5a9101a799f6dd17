import YAMLSupport
import Base
import Domain
import Testing

@Suite struct PromiseTests {
    @Test func negativeFeedbackIsAnsweredIn15MinutesAndSolvedIn24Hours() throws {
        let promise = try Promise(document: library("promises/negative-feedback.yaml"))
        #expect(promise.target == 0.95)
        #expect(promise.calendar == nil)
        let terms = promise.terms(version: 4)
        #expect(terms.map(\.kind) == [.firstResponse, .resolution])
        #expect(terms.map(\.budget) == [.minutes(15), .hours(24)])
        #expect(terms.map(\.dueSoon) == [.minutes(12), .minutes(1_152)])
        #expect(terms.map(\.isPausable) == [false, true])
        #expect(terms.allSatisfy { $0.promise == DocumentStamp("negative-feedback", version: 4) })
        #expect(
            promise.escalations == [
                Escalation(after: .zero, levelsUp: 0), Escalation(after: .minutes(30), levelsUp: 1),
            ])
        #expect(promise.covers { $0 == "kind" ? "complaint" : nil })
        #expect(!promise.covers { $0 == "kind" ? "request" : nil })
    }

    @Test func aGraveComplaintIsPromisedMore() throws {
        let promise = try Promise(document: library("promises/complaint-major.yaml"))
        func covers(_ kind: String, _ severity: String) -> Bool {
            promise.covers { $0 == "kind" ? .string(kind) : .string(severity) }
        }
        #expect(covers("complaint", "major") && covers("complaint", "difficult"))
        #expect(!covers("complaint", "ordinary") && !covers("feedback", "major"))
        #expect(promise.terms(version: 1).map(\.budget) == [.minutes(10), .hours(8)])
    }

    @Test(
        arguments: [
            ("target: 120 %", "target notShare"),
            ("target: none", "target notShare"),
            ("calendar: Office hours", "calendar notKey"),
            ("scope: knd == \"x\"", "scope expression.unknownNameSuggest"),
            ("scope: kind", "scope "),
            ("clocks: {first_response: {within: soon}}", "clocks.first_response.within notSpan"),
            ("clocks: {first_response: {within: 0 min}}", "clocks.first_response.within notSpan"),
            ("clocks: {second_response: {within: 1 h}}", "clocks.second_response unknownMember"),
            ("clocks: {}", "clocks empty"),
            (
                "escalate: [{after: 1 h, to: team_lead}, {after: 0 s, to: team_lead}]",
                "escalate notInOrder"
            ),
            ("escalate: [{after: 1 h, to: boss}]", "escalate[0].to notOneOf"),
        ])
    func oneWrongLineIsNamed(line: String, fault: String) throws {
        let good: [(String, String)] = [
            ("calendar", "around_the_clock"), ("target", "95 %"),
            ("clocks", "{first_response: {within: 15 min}}"),
        ]
        let wrong = String(line.prefix { $0 != ":" })
        let rest = good.filter { $0.0 != wrong }.map { "\($0.0): \($0.1)" }
        let document = try tree((["key: p", "name: P", line] + rest).joined(separator: "\n"))
        let refusal = #expect(throws: Refusal.self) { try Promise(document: document) }
        let found = (refusal?.faults ?? []).map { "\($0.path) \($0.code)" }
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(fault) == true, "\(found)")
    }

    @Test(
        arguments: [
            ("15 min", Span.minutes(15)), ("24 h", .hours(24)), ("90 s", .seconds(90)),
            ("2 天", .days(2)), ("1.5 小时", .minutes(90)), ("30分钟", .minutes(30)),
        ])
    func spansAreReadAsPeopleWriteThem(text: String, span: Span) throws {
        let document = try tree(
            """
            key: p
            name: P
            calendar: around_the_clock
            target: 0.9
            clocks: {resolution: {within: \(text)}}
            """)
        #expect(try Promise(document: document).clocks.first?.within == span)
    }
}
