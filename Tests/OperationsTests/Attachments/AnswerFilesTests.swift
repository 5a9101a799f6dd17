import Base
import Domain
import Foundation
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct AnswerFilesTests {
    static let document = """
        key: claim
        title: {zh: 报修, en: Claim}
        pages:
          - items:
              - key: photo
                kind: file
                required: true
                max: 2
                max_size: 1
                title: {zh: 照片, en: Photo}
              - {key: sign, kind: signature, title: {zh: 签名, en: Signature}}
              - {key: paper, kind: file, types: [document, sheet, text], title: {zh: 文件, en: Paper}}
        """
    static let key = String(repeating: "cd", count: 32)
    /// The least PNG there is: one grey point.
    static let png: [UInt8] = Array(
        Data(
            base64Encoded:
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
        ) ?? Data())

    struct Respondent {
        let house: House
        let token: String
        var key = AnswerFilesTests.key

        func bring(
            _ item: String, _ name: String, _ bytes: [UInt8], held: Int = 0
        ) async throws -> AnswerFiles.Outcome {
            try await AnswerFiles(token: token, key: key).keep(
                [(item, IncomingFile(name: name, bytes: bytes))], held: [item: held], in: house)
        }

        func turn(_ form: [(name: String, value: String)]) async throws -> AnswerSheet {
            try await PageTurn(
                token: token, key: key,
                turn: .init(
                    page: 0, form: form, shown: ["photo", "sign", "paper"], way: .next),
                language: "en"
            ).perform(in: house)
        }
    }

    static func with(
        _ engine: Engine,
        _ body: @escaping @Sendable (Respondent, TestHouse, TestWorkspace) async throws -> Void
    ) async throws {
        try await InstrumentOperationsTests.with(engine) { test, workspace in
            let desk = workspace.desk(.manager)
            let made = try await desk.perform(
                CreateInstrument.self, ["document": .string(document)])
            let link = try await desk.perform(
                CreateLink.self, ["instrument": .string(made.id.description), "name": "Web"])
            try await body(Respondent(house: test.house, token: link.token), test, workspace)
        }
    }

    private static func count(_ workspace: TestWorkspace) async throws -> Int {
        try await workspace.system.read { connection in
            try connection.first("SELECT COUNT(*) FROM attachments") { $0.int(0) } ?? 0
        }
    }

    @Test(arguments: Engine.available)
    func aFileIsBroughtOnceAndBelongsToItsResponse(_ engine: Engine) async throws {
        try await Self.with(engine) { respondent, _, workspace in
            let first = try await respondent.bring("photo", "../../a.exe", Self.png)
            let again = try await respondent.bring("photo", "b.png", Self.png)
            #expect(first.faults.isEmpty && first.kept.count == 1)
            #expect(again.kept.map(\.id) == first.kept.map(\.id), "the same bytes are one file")
            #expect(try await Self.count(workspace) == 1)
            let id = first.kept[0].id
            let desk = workspace.desk(.manager)
            let show: KeyValuePairs<String, JSON> = ["attachment": .string(id.description)]
            await #expect(throws: Refusal(.notFound, "noSuchAttachment")) {
                try await desk.perform(ShowAttachment.self, show)
            }
            var stranger = respondent
            stranger.key = String(repeating: "ef", count: 32)
            await #expect(throws: Refusal.invalid("answers.photo", "noSuchFile")) {
                _ = try await stranger.turn([("photo", id.description)])
            }
            let done = try await respondent.turn([
                ("photo", id.description), ("sign.typed", "Li Hua"),
            ])
            #expect(done.page == nil)
            let content = try await desk.perform(ShowAttachment.self, show)
            #expect(content.bytes == Self.png)
            #expect(content.resource.attachment.name == "a.exe.png")
            // A picture cannot be masked: who may not see persons does not open it.
            await #expect(throws: Refusal(.notFound, "noSuchAttachment")) {
                try await workspace.desk(.analyst).perform(ShowAttachment.self, show)
            }
            let one = try await desk.perform(ListResponses.self, [:]).items[0]
            let files = try await desk.attachments(of: one.id)
            let names = Set(files.values.map(\.name))
            #expect(names == ["a.exe.png", "Li Hua.svg"])
            #expect(one.response.answers.values["photo"] == [.string(id.description)])
            let signature = try #require(one.response.answers.values["sign"]?.string)
            let drawing = try await desk.perform(
                ShowAttachment.self, ["attachment": .string(signature)])
            #expect(String(decoding: drawing.bytes, as: UTF8.self).contains(">Li Hua</text>"))
        }
    }

    @Test(arguments: Engine.available)
    func whatDoesNotFitIsRefusedByItsBytes(_ engine: Engine) async throws {
        try await Self.with(engine) { respondent, _, workspace in
            let page = Array("<!doctype html><script>alert(1)</script>".utf8)
            let drawing = Array("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8)
            let archive: [UInt8] = [0x50, 0x4B, 3, 4, 20, 0] + [UInt8](repeating: 0, count: 60)
            let program = [UInt8]("MZ".utf8) + [UInt8](repeating: 0, count: 200)
            for (item, bytes, code) in [
                ("photo", [], "fileEmpty"), ("photo", page, "fileType"),
                ("photo", drawing, "fileType"), ("photo", archive, "fileType"),
                ("photo", program, "fileType"), ("paper", page, "fileType"),
                ("paper", Self.png, "fileType"),
                ("photo", Self.png + [UInt8](repeating: 0, count: 1 << 20), "fileTooLarge"),
            ] as [(String, [UInt8], String)] {
                let outcome = try await respondent.bring(item, "photo.png", bytes)
                #expect(outcome.kept.isEmpty)
                #expect(outcome.faults.map(\.code) == [code], "\(bytes.prefix(20))")
                #expect(outcome.faults.map(\.path) == ["answers.\(item)"])
            }
            let text = try await respondent.bring("paper", "notes.txt", Array("第一行\nplain".utf8))
            #expect(text.faults.isEmpty && text.kept.count == 1)
            let third = try await respondent.bring("photo", "c.png", Self.png, held: 2)
            #expect(third.faults.map(\.code) == ["tooManyFiles"])
            await #expect(throws: Refusal(.unreadable, "badForm")) {
                try await respondent.bring("sign", "c.png", Self.png)
            }
            #expect(try await Self.count(workspace) == 1)
        }
    }

    @Test(arguments: Engine.available)
    func aReplacedFileGoesAndOneThatNobodyUsesIsSwept(_ engine: Engine) async throws {
        try await Self.with(engine) { respondent, test, workspace in
            let first = try await respondent.bring("photo", "a.png", Self.png).kept[0].id
            let second = try await respondent.bring("photo", "b.png", Self.png + [1]).kept[0].id
            #expect(first != second)
            _ = try await PageTurn(
                token: respondent.token, key: respondent.key,
                turn: .init(
                    page: 0, form: [("photo", first.description), ("sign.drawn", "M1 2L3 4")],
                    shown: ["photo"], way: .back),
                language: "en"
            ).perform(in: respondent.house)
            #expect(try await Self.count(workspace) == 3)
            test.pass(.hours(47))
            try await AttachmentRounds.sweep(test.house)
            #expect(try await Self.count(workspace) == 3)
            let done = try await respondent.turn([("photo", second.description)])
            #expect(done.page == nil)
            #expect(try await Self.count(workspace) == 1, "the first photo and the signature went")
            _ = try await respondent.bring("photo", "late.png", Self.png + [2])
            #expect(try await Self.count(workspace) == 1, "a response that is done takes none")
            test.pass(.hours(49))
            try await AttachmentRounds.sweep(test.house)
            #expect(try await Self.count(workspace) == 1)
        }
    }

    @Test(arguments: Engine.available)
    func programsBringFilesToo(_ engine: Engine) async throws {
        try await Self.with(engine) { _, _, workspace in
            let desk = workspace.desk(.manager)
            let content = JSON.string(Data(Self.png).base64EncodedString())
            func add() async throws -> AttachmentResource {
                try await desk.perform(
                    AddAttachment.self,
                    ["instrument": "claim", "item": "photo", "name": "a.png", "content": content])
            }
            let added = try await add()
            #expect(try await add().id == added.id, "the same file waits once")
            func submit(_ answers: JSON) async throws -> SubmittedResponse {
                try await desk.perform(
                    SubmitResponse.self, ["instrument": "claim", "answers": answers])
            }
            let photo: JSON = [.string(added.id.description)]
            let done = try await submit(["photo": photo, "sign": ["drawn": "M1 2L3 4"]])
            await #expect(throws: Refusal.invalid("answers.photo", "noSuchFile")) {
                try await submit(["photo": photo])
            }
            let doneID = try #require(done.id)
            #expect(try await desk.attachments(of: doneID).count == 2)
            let second = try await add()
            #expect(second.id != added.id, "a second response has a file of its own")
            _ = try await submit(["photo": [.string(second.id.description)]])
            await #expect(throws: Refusal.invalid("content", "notBase64")) {
                try await desk.perform(
                    AddAttachment.self,
                    ["instrument": "claim", "item": "photo", "name": "a", "content": "%%%"])
            }
            await #expect(throws: Refusal.invalid("item", "unknownItem")) {
                try await desk.perform(
                    AddAttachment.self,
                    ["instrument": "claim", "item": "sign", "name": "a", "content": content])
            }
        }
    }

    @Test(arguments: Engine.available)
    func aPictureOfADocumentMustBeThere(_ engine: Engine) async throws {
        try await Self.with(engine) { _, _, workspace in
            let desk = workspace.desk(.manager)
            func document(_ image: String) -> JSON {
                .string(
                    """
                    key: doors
                    title: {zh: 门, en: Doors}
                    pages:
                      - items:
                          - key: door
                            kind: single
                            title: {zh: 哪扇门？, en: Which door?}
                            options:
                              - code: a
                                title: {zh: 甲, en: A}
                                image: \(image)
                                alt: {zh: 红门, en: Red}
                              - {code: b, title: {zh: 乙, en: B}}
                    """)
            }
            let missing = document(ID<Domain.Attachment>(raw: 9).description)
            for check in [false, true] {
                await #expect {
                    if check {
                        _ = try await desk.perform(CheckInstrument.self, ["document": missing])
                    } else {
                        _ = try await desk.perform(CreateInstrument.self, ["document": missing])
                    }
                } throws: { error in
                    (error as? Refusal)?.faults.map { "\($0.path) \($0.code)" } == [
                        "document:11 pages[0].items[0].options[0].image noSuchImage"
                    ]
                }
            }
            let picture = try await desk.perform(
                AddPicture(IncomingFile(name: "door.png", bytes: Self.png)))
            #expect(
                try await desk.perform(AddPicture(IncomingFile(name: "x", bytes: Self.png))).id
                    == picture.id)
            let made = try await desk.perform(
                CreateInstrument.self, ["document": document(picture.id.description)])
            #expect(made.key == "doors")
            #expect(try await desk.perform(ListPictures.self, [:]).items.map(\.id) == [picture.id])
        }
    }
}
