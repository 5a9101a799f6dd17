import Base
import Domain
import Operations
import TestSupport
import Testing

/// Whatever a document or an expression holds, it is read or refused; `instrument-fuzz` tries more.
@Suite struct InstrumentFuzzTests {
    @Test(arguments: 1...6)
    func aSpoiltDocumentIsReadOrRefused(seed: UInt64) throws {
        let library = Project.texts(in: "Resources/library/instruments", ending: ".yaml")
        var documents = library.sorted { $0.key < $1.key }.map(\.value)
        documents += Array(repeating: InstrumentFuzz.logical, count: documents.count)
        var fuzz = try InstrumentFuzz(seed: seed, documents: documents)
        for _ in 0..<60 {
            #expect(fuzz.fault() == nil)
            for _ in 0..<20 { #expect(fuzz.expressionFault() == nil) }
        }
        #expect(fuzz.read > 5)
        #expect(fuzz.refused > 15)
    }

    @Test func theQuestionnaireWithAllLogicIsSound() throws {
        let document = try YAMLDocument(parsing: InstrumentFuzz.logical).json
        let instrument = try Instrument(document: document)
        #expect(instrument.deadEnds.isEmpty, "\(instrument.deadEnds)")
        #expect(instrument.items.count == 17)
    }

    // MARK: Too much

    private static func faults(_ document: JSON) -> [String] {
        do throws(Refusal) {
            _ = try Instrument(document: document)
            return []
        } catch {
            return error.faults.map { "\($0.path) \($0.code)" }
        }
    }

    private static func document(_ items: [JSON], _ more: JSON.Object = JSON.Object()) -> JSON {
        var document: JSON.Object = JSON.Object([
            .init(key: "key", value: "much"), .init(key: "title", value: "T"),
            .init(key: "languages", value: ["en"]),
            .init(key: "pages", value: [["items": .array(items)]]),
        ])
        document.members += more.members
        return .object(document)
    }

    private static func text(_ number: Int, showIf: String? = nil) -> JSON {
        var item = JSON.Object([
            .init(key: "key", value: .string("q\(number)")), .init(key: "kind", value: "text"),
            .init(key: "title", value: "T"),
        ])
        if let showIf { item.append("show_if", .string(showIf)) }
        return .object(item)
    }

    @Test func tooManyQuestionsAreRefusedAtOnce() {
        let many = Self.document((0..<10_000).map { Self.text($0) })
        #expect(Self.faults(many) == ["pages tooMany"])
        #expect(Self.faults(Self.document((0..<200).map { Self.text($0) })) == [])
    }

    @Test func deepAndLongExpressionsAreRefusedWithTheirPlace() throws {
        func fault(_ text: String) -> (String, String?)? {
            do throws(Refusal) {
                _ = try Instrument(
                    document: Self.document([Self.text(0), Self.text(1, showIf: text)]))
                return nil
            } catch {
                return error.faults.first.map { ($0.code, $0.values["character"]) }
            }
        }
        let open =
            String(repeating: "(", count: 1_000) + "true" + String(repeating: ")", count: 1_000)
        #expect(fault(open)?.0 == "expression.tooDeep")
        #expect(fault(open)?.1 == "201")
        let nots = String(repeating: "not ", count: 1_000) + "true"
        #expect(fault(nots)?.0 == "expression.tooDeep")
        let sums = "1" + String(repeating: "+1", count: 1_000) + " > 0"
        #expect(fault(sums)?.0 == "expression.tooDeep")
        let long = String(repeating: " ", count: 20_000) + "true"
        #expect(fault(long)?.0 == "expression.tooLong")
        let calls = "count(" + Array(repeating: "1", count: 1_001).joined(separator: ",") + ") > 0"
        #expect(fault(calls)?.0 == "expression.argumentCount")
    }

    @Test(arguments: ["\u{FEFF}", "\u{200B}\u{200D}", "\u{202E} \u{2066}", "\u{3164}", "\u{7}"])
    func whatNobodySeesIsNoTitle(text: String) {
        let item: JSON = ["key": "q", "kind": "text", "title": .string(text)]
        #expect(Self.faults(Self.document([item])) == ["pages[0].items[0].title notText"])
    }

    @Test func aHostOfFaultsStaysSmall() {
        // Every one of 40,000 conditions is wrong, and each wants the name that was meant.
        let options = (0..<200).map { number -> JSON in
            [
                "code": .string("o\(number)"), "title": "T", "show_if": "answers.nobodyy == 1",
            ]
        }
        let items = (0..<100).map { number -> JSON in
            [
                "key": .string("m\(number)"), "kind": "multiple", "title": "T",
                "options": .array(options),
            ]
        }
        #expect(Self.faults(Self.document(items)).count <= 200)
    }

    @Test func aCircleOfComputedValuesIsNamedWhereItStands() {
        let more: JSON = [
            "computed": [
                ["key": "a", "value": "computed.b + 1"], ["key": "b", "value": "computed.c"],
                ["key": "c", "value": "computed.a"], ["key": "d", "value": "computed.a"],
            ]
        ]
        let found = Self.faults(Self.document([Self.text(0)], more.object ?? JSON.Object()))
        #expect(
            found == (0..<4).map { "computed[\($0)].value computedCircle" }.sorted())
    }

    @Test(arguments: [UInt64(5), 6])
    func spoiltFilesAreRefusedOrSound(seed: UInt64) throws {
        let library = Project.texts(in: "Resources/library/instruments", ending: ".yaml")
        let documents = library.sorted { $0.key < $1.key }.map(\.value)
        var fuzz = try FileFuzz(seed: seed, documents: Array(documents.prefix(6)))
        for _ in 0..<200 { try #require(fuzz.fault() == nil) }
        #expect(fuzz.read > 0 && fuzz.refused > 0)
    }
}
