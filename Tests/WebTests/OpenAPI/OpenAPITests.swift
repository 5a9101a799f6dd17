import Base
import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import Web

/// The document against the routes, both ways, as a client that has only the document would.
@Suite struct OpenAPITests {
    @Test(arguments: Engine.available)
    func everyOperationOfTheDocumentAnswers(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let answer = try await Visitor.nobody.get("/api/v1/openapi.json", on: client)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            let document = try answer.json()
            #expect(document["openapi"] == "3.1.0" && document["servers"] == [["url": "/api/v1"]])
            let administrator = try await site.visitor(.administrator)
            for (path, method) in OpenAPITests.operations(of: document)
            where !path.contains("sessions") && path != "/workspace/demonstration" {
                let place = AccessTests.filled(path)
                let answer = try await administrator.call(method, place, on: client)
                #expect(answer.status.code < 500, "\(method) \(path)")
                // An id that leads nowhere is told by name; a place that is none, as noSuchPage.
                let code = try? answer.json()["code"]?.string
                #expect(code != "noSuchPage" && answer.status != .methodNotAllowed, "\(path)")
            }
        }
    }

    @Test func everyRouteIsInTheDocumentAndNothingElse() {
        let operations = OpenAPITests.operations(of: OpenAPI.document(version: "test"))
        let documented = Set(operations.map { "\($0.method) \($0.path)" })
        let routed = Routes.api.map { "\($0.method) \($0.path)" }
        #expect(documented == Set(routed) && documented.count == routed.count)
    }

    @Test func everyOperationTellsItsNameItsPathAndItsRefusals() throws {
        let document = OpenAPI.document(version: "test")
        var names: Set<String> = []
        for place in try #require(document["paths"]?.object).members {
            let path = place.key
            for member in place.value.object?.members ?? [] {
                let (method, operation) = (member.key, member.value)
                let name = try #require(operation["operationId"]?.string)
                #expect(names.insert(name).inserted, "\(name) twice: \(method) \(path)")
                #expect(operation["summary"]?.string?.isEmpty == false, "\(name)")
                let inPath = (operation["parameters"]?.array ?? []).filter { $0["in"] == "path" }
                let told = Set(inPath.compactMap { $0["name"]?.string })
                #expect(told == OpenAPI.parameterNames(of: path), "\(method) \(path)")
                #expect(operation["responses"]?["4XX"] != nil, "\(name)")
            }
        }
    }

    private static func operations(
        of document: JSON
    ) -> [(path: String, method: HTTPRequest.Method)] {
        (document["paths"]?.object?.members ?? []).flatMap { place in
            (place.value.object?.keys ?? []).compactMap { name in
                HTTPRequest.Method(name.uppercased()).map { (place.key, $0) }
            }
        }
    }
}
