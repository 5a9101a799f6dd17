import Base
import Domain
import SQL
import Store

/// Says at which stage the customer's displeasure is.
public struct SenseStage: Operation {
    public static let name = "cases.stage"
    public static let summary = "Set how far the customer's displeasure has gone, with the reason."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("stage", .choice(Stage.allCases.map(\.rawValue))),
        Field("reason", .text(max: 500)),
    ]

    private let id: ID<Case>
    private let stage: Stage
    private let reason: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        stage = Stage(rawValue: input.text("stage")) ?? .latent
        reason = input.text("reason")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.command(.sense(stage, reason: reason), on: id)
    }
}

extension Ledger {
    /// After the customer's words: notes a stage further on, and warns those concerned.
    func sense(_ one: Case, _ text: String) throws -> Case {
        guard one.status != .closed else { return one }
        let messages = try CaseMessages.list(
            of: one.id, limit: 20, in: workspace, on: connection)
        let unanswered = messages.filter { $0.kind != .note && !$0.isAutomatic }
            .prefix { $0.kind == .received }.count
        guard
            let (stage, reason) = one.suggestedStage(
                text, unanswered: unanswered, by: house.stageWords, at: now)
        else { return one }
        let sensed = try command(.sense(stage, reason: reason), on: one.id, as: .system)
        // The first sign is where a case begins; an advance is what has to be known.
        guard one.stage != nil || stage >= .latentComplaint else { return sensed }
        let data: JSON = ["stage": .string(stage.rawValue)]
        let told = try tell(.assignee, "stage", of: sensed, data)
        guard stage >= .complaint else { return sensed }
        // Who works on a case of a team they lead is told once.
        try tell(.lead(levelsUp: 0), "stage", of: sensed, data, unless: told)
        return sensed
    }
}
