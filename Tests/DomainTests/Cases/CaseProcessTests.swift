import Base
import Domain
import Testing

/// A case that goes on by another process.
@Suite struct CaseProcessTests {
    let bench: CaseBench
    let complaint: Process.Version

    init() throws {
        bench = try CaseBench()
        complaint = Process.Version(
            DocumentStamp("complaint", version: 1),
            try Process(document: library("processes/complaint.yaml")))
    }

    private var loop: Process.Version {
        Process.Version(DocumentStamp("closed-loop", version: 1), bench.process)
    }

    private func context(_ minute: Int64, by process: Process) -> CaseContext {
        CaseContext(
            process: process, hours: ClockHours(), actor: .user(ID(raw: 7)),
            now: bench.at(minute), messageID: ID(raw: minute))
    }

    private func changed(_ change: CaseChange) -> JSON? {
        change.events.first { $0.name == .processChanged }?.body
    }

    @Test func aFeedbackThatIsAComplaintBeginsAtWhatIsNotKnown() throws {
        var (one, _) = try bench.open()
        try bench.move(&one, "classify", ["summary": "waited"], 5)
        let change = try one.perform(
            .classify(.complaint, .major, by: complaint), in: bench.context(10))
        #expect(
            change.events.map(\.name.text)
                == ["case.classified", "case.process_changed", "clock.started"])
        #expect(one.process == complaint.stamp && one.step == "receive", "the demand is not known")
        #expect(one.fields["summary"] == "waited", "the record stays")
        let told = changed(change)
        #expect(told?["was"] == "closed-loop@1" && told?["was_step"] == "classify")
        #expect(one[clock: .firstResponse]?.startedAt == bench.start, "nothing begins anew")
        #expect(one.stamps[.open]?.firstEntered == bench.at(5), "and nothing is counted twice")
        #expect(one.reopenings == 0)
        let again = try one.perform(
            .classify(.complaint, .major, by: complaint),
            in: context(11, by: complaint.process))
        #expect(again.events.isEmpty)
    }

    @Test func whatIsKnownIsPassedAndWhatAsksNothingIsNot() throws {
        var (one, _) = try bench.open()
        _ = try one.perform(.classify(.complaint, .ordinary, by: complaint), in: bench.context(1))
        let known: JSON.Object = .init([
            .init(key: "summary", value: "late"), .init(key: "demand", value: "money back"),
            .init(key: "topic", value: "delivery"),
        ])
        _ = try one.perform(.record(known), in: context(2, by: complaint.process))
        let change = try one.perform(
            .classify(.feedback, .ordinary, by: loop), in: context(3, by: complaint.process))
        #expect(one.step == "dispatch", "nothing tells that it was given to anybody")
        #expect(one.fields["demand"] == "money back" && changed(change)?["void"] == [:])
    }

    @Test func whatWasSettledIsTakenUpAgainWithItsTime() throws {
        var (one, _) = try bench.open()
        try bench.work(&one, to: "verify", 60)
        _ = try one.perform(
            .record(.init([.init(key: "customer_confirmed", value: true)])),
            in: bench.context(61))
        #expect(one.status == .resolved && one[clock: .resolution]?.state == .met)
        let change = try one.perform(
            .classify(.complaint, .ordinary, by: complaint), in: bench.context(100))
        #expect(one.status == .open && one.step == "receive" && one.reopenings == 1)
        #expect(one.fields["customer_confirmed"] == nil, "a yes to that is no yes to this")
        let told = changed(change)
        #expect(told?["void"]?["customer_confirmed"] == true)
        let elapsed = one[clock: .resolution]?.elapsed(at: bench.at(110), in: bench.hours)
        #expect(elapsed == .minutes(70), "the sixty minutes before count")
        #expect(one.stamps[.resolved]?.firstEntered == bench.at(60))
        #expect(throws: Refusal.self, "and it ends only as a complaint does") {
            try one.perform(
                .close(outcome: "solved", text: "x"), in: context(111, by: complaint.process))
        }
    }

    @Test func aProcessForOtherKindsIsRefused() throws {
        var (one, _) = try bench.open()
        let before = one
        let refusal = #expect(throws: Refusal.self) {
            try one.perform(
                .classify(.feedback, .ordinary, by: complaint), in: bench.context(1))
        }
        #expect(refusal?.faults.map(\.code) == ["processNotForKind"] && one == before)
    }

    @Test func redressThatWaitsForAYesKeepsItAComplaint() throws {
        var (one, _) = try bench.open()
        _ = try one.perform(.classify(.complaint, .ordinary, by: complaint), in: bench.context(1))
        _ = try one.perform(
            .offer("refund", cost: 900, note: "All", limit: 200),
            in: context(2, by: complaint.process))
        let refusal = #expect(throws: Refusal.self) {
            try one.perform(
                .classify(.feedback, .ordinary, by: loop), in: context(3, by: complaint.process))
        }
        #expect(refusal?.faults == [Refusal.Fault("redress", "redressUndecided")])
    }

    @Test func whatMeansSomethingElseThereIsAskedAnew() throws {
        let lescant = Process.Version(
            DocumentStamp("lescant", version: 1),
            try Process(document: library("processes/lescant.yaml")))
        var (one, _) = try bench.open()
        _ = try one.perform(.classify(.feedback, .major, by: lescant), in: bench.context(1))
        _ = try one.perform(
            .record(.init([.init(key: "cause", value: "he was tired")])),
            in: context(2, by: lescant.process))
        let change = try one.perform(
            .classify(.complaint, .major, by: complaint), in: context(3, by: lescant.process))
        #expect(one.fields["cause"] == nil)
        #expect(changed(change)?["void"] == ["cause": "he was tired"])
    }

    @Test func aProcessForAllIsNotForComplaintsUnlessItHasTheirTerms() throws {
        let general = try Process(
            document: [
                "key": "g", "name": "G", "steps": [["key": "s", "name": "S"]],
                "outcomes": [["key": "o", "name": "O"]],
            ])
        #expect(general.fits(.feedback) && general.fits(.save) && !general.fits(.complaint))
        let closedLoop = bench.process
        #expect(Case.Kind.allCases.filter(closedLoop.fits) == [.feedback, .request])
        #expect(Case.Kind.allCases.filter(complaint.process.fits) == [.complaint])
    }
}
