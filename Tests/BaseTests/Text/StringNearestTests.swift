import Base
import Testing

struct StringNearestTests {
    @Test(arguments: [
        ("scroe", "score"), ("Score", "score"), ("scor", "score"), ("scores", "score"),
        ("customer.teir", "customer.tier"), ("等及", "等级"), ("xyz", nil), ("", nil), ("s", nil),
        ("scores_of_all", nil),
    ])
    func findsWhatWasMeant(text: String, expected: String?) {
        #expect(text.nearest(among: ["score", "customer.tier", "等级", "comment"]) == expected)
    }

    @Test func ofEqualsTheFirstByLetter() {
        #expect("q0".nearest(among: ["q3", "q1", "q2"]) == "q1")
    }
}
