// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ComplianceModule} from "../../../contracts/compliance/ComplianceModule.sol";
import {ValidatorModule} from "../../../contracts/compliance/ValidatorModule.sol";
import {OrderBoard} from "../../../contracts/trading/OrderBoard.sol";
import {TradingModule} from "../../../contracts/trading/TradingModule.sol";
import {PriceCommittee} from "../../../contracts/treasury/PriceCommittee.sol";
import {TreasuryRegistry} from "../../../contracts/treasury/TreasuryRegistry.sol";
import {TreasuryToken} from "../../../contracts/treasury/TreasuryToken.sol";
import {YieldModule} from "../../../contracts/treasury/YieldModule.sol";

/// @notice What a later version of a part has that the first doesn't.
interface IVersioned {
    function v() external pure returns (uint256);
}

contract TreasuryRegistryV2 is TreasuryRegistry {
    function v() external pure returns (uint256) {
        return 2;
    }
}

contract ComplianceModuleV2 is ComplianceModule {
    function v() external pure returns (uint256) {
        return 2;
    }
}

contract YieldModuleV2 is YieldModule {
    function v() external pure returns (uint256) {
        return 2;
    }
}

contract TradingModuleV2 is TradingModule {
    function v() external pure returns (uint256) {
        return 2;
    }
}

contract PriceCommitteeV2 is PriceCommittee {
    function v() external pure returns (uint256) {
        return 2;
    }
}

contract ValidatorModuleV2 is ValidatorModule {
    function v() external pure returns (uint256) {
        return 2;
    }
}

contract OrderBoardV2 is OrderBoard {
    function v() external pure returns (uint256) {
        return 2;
    }
}

contract TreasuryTokenV2 is TreasuryToken {
    function v() external pure returns (uint256) {
        return 2;
    }
}
