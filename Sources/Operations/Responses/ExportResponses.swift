import Base
import Domain
import Store

/// Hands answers out as a file.
public struct ExportResponses: Operation {
    public static let name = "responses.export"
    public static let summary =
        "Take answers out as CSV, JSON lines, a workbook or an SPSS file, or their codebook."
    public static let access = Access.right(.exportRun)
    public static let input =
        [
            Field.instrument,
            Field("format", .choice(ExportFormat.allCases.map(\.rawValue)), .optional, "Else csv."),
            Field(
                "values", .choice(["codes", "labels"]), .optional,
                "Codes, which can be brought in again, or words; codes if absent."),
            Field(
                "language", .choice(["zh", "en"]), .optional, "Of titles and words; en if absent."),
            Field(
                "choices", .choice(["joined", "columns"]), .optional,
                "Several choices in one cell, or a column for each; sav always has columns."),
            Field("zone", .text(max: 60), .optional, "Of times; the workspace's if absent."),
        ] + ResponseSelection.fields.filter { $0.name != "instrument" }

    private let instrument: ID<Instrument>
    private let style: ExportStyle
    private let zone: String?
    private let selection: ResponseSelection

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        style = ExportStyle(
            input.textOrNil("format").flatMap(ExportFormat.init(rawValue:)) ?? .csv,
            usesLabels: input.textOrNil("values") == "labels",
            language: input.textOrNil("language") ?? "en",
            splitsChoices: input.textOrNil("choices") == "columns")
        zone = input.textOrNil("zone")
        selection = try ResponseSelection(input)
    }

    public func perform(on desk: Desk) async throws -> Download {
        var chosen: Zone?
        if let zone {
            chosen = desk.house.zone(named: zone)
            guard chosen != nil else { throw Refusal.invalid("zone", "noSuchZone") }
        }
        let export = try await AnswerExport(
            instrument, selection, style, zone: chosen, on: desk)
        let run = try ExportRun(export, folder: try desk.house.exportsFolder())
        return Download(
            name: style.format.fileName(export.instrument.key), type: style.format.mediaType
        ) { try await run.next() }
    }
}
