import Domain
import Testing

@Suite struct MoodCourseTests {
    @Test func aFallIsBadAndClearlyWorseThanBefore() {
        #expect(MoodCourse([0.2, 0.1, -0.5]).hasFallen)
        #expect(!MoodCourse([-0.9]).hasFallen, "the first is what the case is about")
        #expect(!MoodCourse([]).hasFallen)
        #expect(!MoodCourse([-0.5, -0.6]).hasFallen, "it was bad before")
        #expect(!MoodCourse([0.9, -0.6, -0.7]).hasFallen, "that was told already")
        #expect(MoodCourse([-0.5, 0.6, -0.5]).hasFallen, "it falls again")
        #expect(!MoodCourse([0.9, 0.1]).hasFallen, "less happy is not bad")
        #expect(MoodCourse([0.1, -0.3]).hasFallen && !MoodCourse([0, -0.3]).hasFallen)
    }
}
