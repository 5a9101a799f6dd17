import Base
import Domain
import Operations
import TestSupport
import Testing

@Suite struct InstrumentOperationsTests {
    static let document = """
        key: pulse
        title: {zh: 脉搏, en: Pulse}
        pages:
          - items:
              - {key: mood, kind: nps, title: {zh: 如何, en: How}, required: true}
        """

    static func with(
        _ engine: Engine,
        _ body: @escaping @Sendable (TestHouse, TestWorkspace) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            try await body(test, try await test.workspace())
        }
    }

    @Test(arguments: Engine.available)
    func anEditMakesAVersionAndOldOnesStay(_ engine: Engine) async throws {
        try await Self.with(engine) { _, workspace in
            let desk = workspace.desk(.analyst)
            let made = try await desk.perform(
                CreateInstrument.self, ["document": .string(Self.document)])
            #expect(made.version == 1)
            let id = JSON.string(made.id.description)
            let next = Self.document.replacing("Pulse", with: "Heartbeat")
            let edited = try await desk.perform(
                EditInstrument.self,
                ["instrument": id, "document": .string(next), "version": 1])
            #expect(edited.version == 2)
            #expect(edited.title.en == "Heartbeat")
            await #expect(throws: Refusal(.conflict, "instrumentChanged", ["version": "2"])) {
                try await desk.perform(
                    EditInstrument.self,
                    ["instrument": id, "document": .string(next), "version": 1])
            }
            let first = try await desk.perform(
                ShowInstrument.self, ["instrument": id, "version": 1])
            #expect(first.text == Self.document)
            #expect(first.newest == 2)
            let all = try await desk.perform(ListInstrumentVersions.self, ["instrument": id])
            #expect(all.items.map(\.version) == [2, 1])
            await #expect(throws: Refusal(.conflict, "keyTaken", ["key": "pulse"])) {
                try await desk.perform(
                    CreateInstrument.self, ["document": .string(Self.document)])
            }
            await #expect(throws: Refusal.self) {
                try await desk.perform(
                    EditInstrument.self,
                    [
                        "instrument": id, "version": 2,
                        "document": .string(next.replacing("key: pulse", with: "key: other")),
                    ])
            }
        }
    }

    @Test(arguments: Engine.available)
    func faultsNameTheirLines(_ engine: Engine) async throws {
        try await Self.with(engine) { _, workspace in
            let desk = workspace.desk(.analyst)
            let broken = Self.document.replacing("kind: nps", with: "kind: smile")
            await #expect {
                try await desk.perform(CreateInstrument.self, ["document": .string(broken)])
            } throws: { error in
                let fault = (error as? Refusal)?.faults.first
                return fault?.path == "document:5 pages[0].items[0].kind"
                    && fault?.code == "notOneOf"
            }
            await #expect {
                try await desk.perform(
                    CreateInstrument.self, ["document": "key: a\ntitle: [x\nb: 1"])
            } throws: { error in
                (error as? Refusal)?.faults.first?.code == "notYAML"
            }
        }
    }

    @Test(arguments: Engine.available)
    func aCheckKeepsNothingAndTellsNamesOrFaultsAtTheirLines(_ engine: Engine) async throws {
        try await Self.with(engine) { _, workspace in
            let desk = workspace.desk(.administrator)
            func document(_ condition: String) -> JSON {
                .string(
                    """
                    key: c
                    title: 问卷
                    languages: [zh]
                    computed: [{key: twice, value: answers.n * 2, score: true}]
                    pages:
                      - items:
                          - {key: n, kind: number, title: 数, min: 0, max: 10}
                      - items:
                          - key: why
                            kind: text
                            title: 为何
                            show_if: \(condition)
                    """)
            }
            let sound = try await desk.perform(
                CheckInstrument.self, ["document": document("answers.n >= 10")])
            #expect(sound.json["score"] == "twice")
            #expect(sound.json["names"]?.array?.count == 4)
            let twice: JSON = ["name": "computed.twice", "type": "number"]
            #expect(sound.json["names"]?.array?.last == twice)
            await #expect {
                try await desk.perform(
                    CheckInstrument.self, ["document": document("answers.n > 10")])
            } throws: { error in
                let fault = (error as? Refusal)?.faults.first
                return fault?.code == "neverHolds"
                    && fault?.path == "document:12 pages[1].items[0].show_if"
            }
            #expect(try await desk.perform(ListInstruments.self, [:]).items.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func everyBuiltInOneCanBeCopied(_ engine: Engine) async throws {
        try await Self.with(engine) { _, workspace in
            let desk = workspace.desk(.administrator)
            let library = try await desk.perform(ListInstrumentLibrary.self, [:])
            #expect(library.items.count == 27)
            for built in library.items {
                let made = try await desk.perform(
                    CreateInstrument.self, ["library": .string(built.key)])
                #expect(made.key == built.key)
            }
            let all = try await desk.perform(ListInstruments.self, [:])
            #expect(all.items.map(\.key) == library.items.map(\.key))
            #expect(all.items.filter { $0.metric == nil }.map(\.key) == ["kano"])
            #expect(all.items.allSatisfy { $0.responses == 0 })
        }
    }

    @Test(arguments: Engine.available)
    func onlyThoseWithTheRightEdit(_ engine: Engine) async throws {
        try await Self.with(engine) { _, workspace in
            for role in [Role.agent, .auditor, .viewer] {
                await #expect(throws: Refusal.self) {
                    try await workspace.desk(role).perform(
                        CreateInstrument.self, ["library": "nps"])
                }
            }
            await #expect(throws: Refusal.self) {
                try await workspace.desk(.viewer).perform(ListInstruments.self, [:])
            }
        }
    }

    @Test(arguments: Engine.available)
    func linksCarryCheckedHiddenFieldsAndClose(_ engine: Engine) async throws {
        try await Self.with(engine) { _, workspace in
            let desk = workspace.desk(.manager)
            let made = try await desk.perform(CreateInstrument.self, ["library": "ces"])
            let id = JSON.string(made.id.description)
            await #expect(throws: Refusal.invalid("hidden.tsk", "unknownHidden")) {
                try await desk.perform(
                    CreateLink.self, ["instrument": id, "name": "x", "hidden": ["tsk": "refund"]])
            }
            let link = try await desk.perform(
                CreateLink.self,
                [
                    "instrument": id, "name": "Counter", "channel": "qr",
                    "hidden": ["task": "refund"],
                ])
            #expect(link.path.count == 19)
            let closed = try await desk.perform(
                CloseLink.self, ["link": .string(link.id.description)])
            #expect(!closed.terms.isOpen)
            let open = try await desk.perform(
                ReopenLink.self, ["link": .string(link.id.description)])
            #expect(open.terms.isOpen)
            let links = try await desk.perform(ListLinks.self, ["instrument": id])
            #expect(links.items.map(\.name) == ["Counter"])
        }
    }
}
