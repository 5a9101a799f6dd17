import Base
import Domain
import HTTPTypes
import Operations

/// Where programs and chat services call: no page, no session, the signature is all that counts.
enum CallPage {
    static func answer(_ visit: Visit) async throws -> Reply {
        let headers = visit.headers
        var query: [String: String] = [:]
        for member in visit.query.members { query[member.key] = member.value.string }
        let call = ChannelCall(
            query: query,
            header: { name in HTTPField.Name(name).flatMap { headers[$0] } },
            body: visit.isReading ? nil : visit.body)
        do {
            let answer = try await call.perform(try visit.id("channel"), in: visit.site.house)
            return Reply(
                .bytes(answer.body, type: answer.type), status: .init(code: answer.status))
        } catch let refusal as Refusal {
            let problem = Problem(refusal, words: visit.site.words("en"))
            return Reply(
                .bytes(problem.json.bytes, type: "application/problem+json"),
                status: problem.status)
        }
    }
}
