import YAMLSupport
import Base
import Domain
import Testing

@Suite struct CauseTreeTests {
    @Test func theBuiltInTreeIsReadInOrder() throws {
        let tree = try CauseTree(document: library("causes/service-causes.yaml"))
        #expect(tree.causes.first?.key == "people")
        #expect(tree["skill"]?.parent == "people")
        #expect(tree.path(to: "skill").map(\.key) == ["people", "skill"])
        #expect(tree.path(to: "nowhere").isEmpty)
        #expect(tree["unfounded"]?.depth == 0)
    }

    @Test(
        arguments: [
            ("causes: []", "causes empty"),
            ("causes: [{key: a, name: A}, {key: a, name: A}]", "causes double"),
            ("causes: [{key: a}]", "causes[0].name missing"),
            ("causes: [{key: a, name: A, cases: 3}]", "causes[0].cases unknownMember"),
        ])
    func oneWrongLineIsNamed(line: String, fault: String) throws {
        let document = try tree("key: t\nname: T\n" + line)
        let refusal = #expect(throws: Refusal.self) { try CauseTree(document: document) }
        let found = (refusal?.faults ?? []).map { "\($0.path) \($0.code)" }
        #expect(found.contains(fault))
    }

    @Test func aProcessOfComplaintsSaysItsTerms() throws {
        let process = try Process(document: library("processes/complaint.yaml"))
        let terms = try #require(process.complaint)
        #expect(terms.limit(of: .agent) == 200)
        #expect(terms.limit(of: .administrator) == nil, "without limit")
        #expect(terms.limit(of: .viewer) == 0 && terms.limit(of: nil) == 0)
        #expect(terms.approval(of: .close, at: .difficult)?.another == true)
        #expect(terms.approval(of: .close, at: .ordinary) == nil)
        #expect(process[field: "cause"]?.kind == .cause)
    }
}
