import Base
import Domain
import Testing

@Suite struct TextJobTests {
    @Test func phasesFollowEachOtherAndCountOn() throws {
        var job = TextJob(
            ID(raw: 1), at: Instant(microseconds: 0), author: "test", learning: .mood, total: 3)
        #expect(job.phase == .learning)
        job.learnt(from: 120)
        #expect(job.phase == .answers && job.cursor == 0 && job.done == 0)
        job.advance([5, 9])
        #expect(job.cursor == 9 && job.done == 2)
        job.advance([])
        #expect(job.phase == .messages && job.cursor == 0)
        job.advance([1, 2])
        #expect(job.done == 4 && job.total == 4, "one came in meanwhile")
        job.advance([])
        #expect(job.status == .finished)
        #expect(throws: Refusal.self) { try job.cancel() }
        job.fail("late")
        #expect(job.status == .finished && job.failure == nil)
    }

    @Test func whatReadsNothingEndsWhenItHasLearnt() {
        var job = TextJob(
            ID(raw: 1), at: Instant(microseconds: 0), author: "test", learning: .tag, total: 60)
        job.learnt(from: 64)
        #expect(job.status == .finished && job.done == 64 && job.total == 64)
    }

    @Test func onlyClearScoresTeach() {
        #expect(Metric.nps.isContent(9) == true && Metric.nps.isContent(6) == false)
        #expect(Metric.nps.isContent(7) == nil && Metric.csat.isContent(3) == nil)
        #expect(Metric.ces.isContent(5) == true && Metric.share.isContent(0) == false)
    }
}
